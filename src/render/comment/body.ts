// The comment as a whole: the root causes of all jobs, or one green line.
import { Buffer } from 'node:buffer'
import { code, details, inline, prose } from '../markdown/markdown.ts'
import { counted } from '../words.ts'
import { type FoundSection, type Frame, foundWords, links } from './found.ts'
import { compareRuns, type Section } from './section.ts'
import { stages, trimmed } from './trim.ts'

/** GitHub takes 65,536 characters. */
export const commentBytes = 60_000

/** Makes a whole comment of what people read and of the sections that travel with it. */
export type Wrap = (visible: string, sections: readonly Section[]) => string

/** The longest form that fits. The root cause told first keeps its title, its object, evidence and what to do in every form. */
export function commentBody(
  sections: readonly Section[],
  frame: Frame,
  wrap: Wrap,
  limit = commentBytes,
): string {
  const ordered = inOrder(sections)
  for (const { lead, others } of stages) {
    const fitted = ordered.map((section, index) => trimmed(section, index === 0 ? lead : others))
    const body = wrap(visibleBody(fitted, frame), fitted)
    if (Buffer.byteLength(body) <= limit) return body
  }
  return withoutLast(ordered, frame, wrap, limit)
}

/** Too many jobs even for their titles: the last in order are left out. */
function withoutLast(ordered: readonly Section[], frame: Frame, wrap: Wrap, limit: number): string {
  const stage = stages.at(-1) ?? stages[0]
  for (let count = ordered.length; ; count = Math.floor(count * 0.8)) {
    const few = ordered
      .slice(0, Math.max(count, 1))
      .map((section, index) =>
        stage === undefined ? section : trimmed(section, index === 0 ? stage.lead : stage.others),
      )
    const left = ordered.length - few.length
    const more = left > 0 ? `\n\n${counted(left, 'more job')} left out here for length.` : ''
    const body = wrap(`${visibleBody(few, frame)}${more}`, few)
    if (few.length <= 1 || Buffer.byteLength(body) <= limit) return body
  }
}

/** What is told first comes first: faults of the newest run, the ones that more jobs share before the others. */
function inOrder(sections: readonly Section[]): readonly Section[] {
  const newest = newestOf(sections)
  const shared = (section: Section): number =>
    sections.filter(other => faultOf(other) !== null && faultOf(other) === faultOf(section)).length
  const weight = (section: Section): readonly number[] => [
    isEarlier(section, newest) ? 1 : 0,
    kindWeight[section.verdict.kind],
    -shared(section),
  ]
  return sections.toSorted((a, b) => {
    const [left, right] = [weight(a), weight(b)]
    const at = left.findIndex((value, index) => value !== right[index])
    if (at !== -1) return (left[at] ?? 0) - (right[at] ?? 0)
    return a.label === b.label ? a.slot - b.slot : a.label < b.label ? -1 : 1
  })
}

const kindWeight = { found: 0, open: 1, passed: 2 } as const satisfies Record<
  Section['verdict']['kind'],
  number
>

function visibleBody(sections: readonly Section[], frame: Frame): string {
  const newest = newestOf(sections)
  const now = sections.filter(section => !isEarlier(section, newest))
  const earlier = sections.filter(section => isEarlier(section, newest) && section.verdict.kind !== 'passed')
  const passed = now.filter(section => section.verdict.kind === 'passed')
  const red = now.filter(section => section.verdict.kind !== 'passed')
  if (red.length === 0 && earlier.length === 0) return greenLine(passed, frame)
  const groups = groupsOf(red.filter(isFound))
  const open = red.filter(section => section.verdict.kind === 'open')
  const alone = sections.length === 1
  const parts = [
    ...groups.map(group => foundWords(group, frame, alone)),
    ...open.map(section => openWords(section, frame)),
    passed.length === 0 ? '' : greenLine(passed, frame),
    earlierWords(earlier, frame),
    `<sub>${inline(frame.workflow || 'This workflow')}, commented by ephemeral-debug-action</sub>`,
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

/** One line, so that a thread of reviews is not pushed apart by what is over. */
function greenLine(passed: readonly Section[], frame: Frame): string {
  const [first] = passed
  if (first === undefined) return '✅ Nothing failed.'
  const jobs = passed.slice(0, 20).map(section => code(section.label) || 'the job')
  const more = passed.length > jobs.length ? ` and ${passed.length - jobs.length} more` : ''
  return `✅ Passed: ${jobs.join(', ')}${more} (${links(first, frame)})`
}

function openWords(section: Section, frame: Frame): string {
  const words = section.verdict.kind === 'open' ? section.verdict.words : ''
  return `### ${code(section.label)} failed\n\n${prose(words)}\n\n${links(section, frame)}`
}

/** Red of an earlier run whose job has not said anything since: it may be running still, or have been skipped. */
function earlierWords(sections: readonly Section[], frame: Frame): string {
  if (sections.length === 0) return ''
  const items = sections.map(section => {
    const { verdict } = section
    const words =
      verdict.kind === 'found' ? verdict.fault.title : verdict.kind === 'open' ? verdict.words : ''
    return `- ${code(section.label)}: ${prose(words)} (${links(section, frame)})`
  })
  return details(`From an earlier run, not reported since: ${sections.length}`, items.join('\n'))
}

function groupsOf(sections: readonly FoundSection[]): readonly [FoundSection, ...FoundSection[]][] {
  const groups = new Map<string, [FoundSection, ...FoundSection[]]>()
  for (const section of sections) {
    const group = groups.get(section.verdict.fault.fingerprint)
    if (group === undefined) groups.set(section.verdict.fault.fingerprint, [section])
    else group.push(section)
  }
  return [...groups.values()]
}

function isFound(section: Section): section is FoundSection {
  return section.verdict.kind === 'found'
}

function faultOf({ verdict }: Section): string | null {
  return verdict.kind === 'found' ? verdict.fault.fingerprint : null
}

function newestOf(sections: readonly Section[]): Section | undefined {
  return sections.toSorted((a, b) => compareRuns(b.run, a.run))[0]
}

/** Of an older run for another commit: two runs for one commit (a push and its pull request) stand side by side. */
function isEarlier(section: Section, newest: Section | undefined): boolean {
  if (newest === undefined || section.run.id === newest.run.id) return false
  return section.sha === '' || section.sha !== newest.sha
}
