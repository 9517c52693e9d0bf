// What a root cause looks like in the comment: for one job, or for all legs of a matrix that met the same.
import { code, details, fence, inline, link, prose } from '../markdown/markdown.ts'
import { shortened } from '../visible.ts'
import { confidenceWords, counted, sourceWords, subjectWords } from '../words.ts'
import { standing } from './history.ts'
import { type Fault, type FoundVerdict, type Section, sameRun } from './section.ts'

/** Where links lead: addresses are made of these and of numbers, never read from the comment. */
export interface Frame {
  /** Without a slash at the end. */
  readonly serverUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly workflow: string
}

export type FoundSection = Section & { readonly verdict: FoundVerdict }

/** The heading is the root cause. `sections` have it in common; the first of them is shown. */
export function foundWords(
  sections: readonly [FoundSection, ...FoundSection[]],
  frame: Frame,
  alone: boolean,
): string {
  const [lead] = sections
  const { fault, effects, others, leftOut } = lead.verdict
  const parts = [
    `### ${prose(fault.title)}`,
    facts(lead, fault),
    seen(fault),
    bullets('What to do', fault.next),
    folded('What follows from it', effects),
    folded('Other findings', others),
    leftOut === 0 ? '' : `${counted(leftOut, 'more detail')} in the report.`,
    where(sections, frame, alone),
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

function facts(section: Section, fault: Fault): string {
  const words = [
    `**${prose(subjectWords(subjectOf(fault)))}**`,
    code(`${fault.category}/${fault.cause}`),
    confidenceWords[fault.confidence],
    fault.beforeJob === true ? 'was failing before this job began' : '',
    fault.pod === null ? '' : `pod ${code(fault.pod)}`,
    historyWords(section, fault),
  ]
  return words.filter(word => word !== '').join(' · ')
}

/** Without a container that is there and undefined. */
function subjectOf({ subject }: Fault): Parameters<typeof subjectWords>[0] {
  const { container, ...object } = subject
  return container === undefined ? object : { ...object, container }
}

function historyWords(section: Section, fault: Fault): string {
  const words = standing(section.history, section.run.number, fault.fingerprint)
  return words === '' ? '' : `**${words}**`
}

function seen(fault: Fault): string {
  if (fault.evidence.length === 0) return ''
  const items = fault.evidence.map(({ source, pod, time, text }) => {
    const where = pod === null || pod === fault.subject.name || pod === fault.pod ? '' : ` in ${code(pod)}`
    const when = time === null ? '' : `, ${inline(time)}`
    const from = `- ${inline(shortened(sourceWords(source), 120))}${where}${when}`
    const short = !text.includes('\n') && text.length <= 160
    return short ? `${from}: ${code(text)}` : `${from}\n\n${fence(text, '  ')}`
  })
  return ['**What was seen**', '', ...items].join('\n')
}

function bullets(heading: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : `**${heading}**\n\n${texts.map(text => `- ${prose(text)}`).join('\n')}`
}

function folded(heading: string, lines: FoundVerdict['others']): string {
  if (lines.length === 0) return ''
  const items = lines.map(({ title, id }) => `- ${prose(title)} (${code(id)})`)
  return details(`${heading}: ${lines.length}`, items.join('\n'))
}

function where(sections: readonly [Section, ...Section[]], frame: Frame, alone: boolean): string {
  const [first] = sections
  if (alone) return links(first, frame)
  if (sections.length === 1) return `In ${code(first.label)}: ${links(first, frame)}`
  const together = sections.every(section => sameRun(section.run, first.run) && section.sha === first.sha)
  const jobs = sections.map(section => {
    const report = together ? reportLink(section, frame) : links(section, frame)
    return `${code(section.label)}${report === '' ? '' : ` (${report})`}`
  })
  const of = together ? ` of ${links({ ...first, artifact: null }, frame)}` : ''
  return `In ${jobs.length} jobs${of}: ${jobs.join(', ')}`
}

/** The job's run, its artifact and the commit, as links made of numbers. */
export function links(section: Section, frame: Frame): string {
  const { run, sha } = section
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : ''
  const words = [
    link(run.number > 0 ? `run ${run.number}${attempt}` : `run${attempt}`, runPage(section, frame)),
    reportLink(section, frame),
    sha === '' ? '' : `commit ${code(sha.slice(0, 7))}`,
  ]
  return words.filter(word => word !== '').join(', ')
}

function reportLink(section: Section, frame: Frame): string {
  const { artifact } = section
  return artifact === null ? '' : link('report', `${runPage(section, frame)}/artifacts/${artifact}`)
}

function runPage({ run }: Section, { serverUrl, repository }: Frame): string {
  return `${serverUrl}/${repository}/actions/runs/${run.id}`
}
