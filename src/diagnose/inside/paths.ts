// Files that an error named, as `paths` found them: every component with its owner and mode, and who may pass.
import type { AppIds } from './identity.ts'
import { sectionsOf } from './sections.ts'

export interface PathStep {
  readonly path: string
  /** As `ls` writes it: `drwxr-x---`. */
  readonly mode: string
  readonly uid: number
  readonly gid: number
}

export interface PathCheck {
  /** As it was named in the error. */
  readonly asked: string
  /** From the root down, links included, as far as it goes. */
  readonly steps: readonly PathStep[]
  /** The component that is not there (or may not be seen), with the words for it; null where all are there. */
  readonly ends: { readonly path: string; readonly why: string } | null
}

/** Every path that was looked at; empty where the command was not run. */
export function pathsSeen(output: string): readonly PathCheck[] {
  return [...sectionsOf(output)].map(([asked, lines]) => {
    const ending = lines.map(line => /^(\/[^:]{0,500}): (.{1,200})$/.exec(line)).find(match => match !== null)
    const [, path, why] = ending ?? []
    return {
      asked,
      steps: lines.flatMap(stepIn),
      ends: path === undefined || why === undefined ? null : { path, why },
    }
  })
}

function stepIn(line: string): readonly PathStep[] {
  const match =
    /^([bcdlps-][rwxsStT-]{9})[.+@]?\s+\d{1,10}\s+(\d{1,10})\s+(\d{1,10})\s.{0,60}?\s(\/[^\n]{0,500})$/.exec(
      line,
    )
  const [, mode, uid, gid, path] = match ?? []
  if (mode === undefined || path === undefined) return []
  return [{ path: path.replace(/ -> .*$/, ''), mode, uid: Number(uid), gid: Number(gid) }]
}

/**
 * The component at which these ids are turned away: a folder that they may not pass, or the file itself where they may not read or write
 * it. Null where the modes let them through, as far as modes tell.
 */
export function whereDenied(check: PathCheck, ids: AppIds): PathStep | null {
  // The superuser passes everywhere, unless that capability was taken away.
  if (ids.overridesModes) return null
  const real = check.steps.filter(step => !step.mode.startsWith('l'))
  const blocked = real.find(step => step.mode.startsWith('d') && !may(step, ids, 'x'))
  if (blocked !== undefined) return blocked
  const last = real.at(-1)
  if (last === undefined) return null
  // Where the end is missing it was to be made, which takes the right to write its folder.
  if (check.ends !== null) return may(last, ids, 'w') ? null : last
  return may(last, ids, 'r') && may(last, ids, 'w') ? null : last
}

function may(step: PathStep, ids: AppIds, right: 'r' | 'w' | 'x'): boolean {
  const from = step.uid === ids.uid ? 1 : ids.gids.includes(step.gid) ? 4 : 7
  const bits = step.mode.slice(from, from + 3).toLowerCase()
  return right === 'x' ? /[xst]/.test(bits) : bits.includes(right)
}

/** Such as `/data is drwx------ and belongs to 0:0`. */
export function describeStep(step: PathStep): string {
  return `${step.path} is ${step.mode} and belongs to ${step.uid}:${step.gid}`
}

/** All that was seen, a line for each component. */
export function describePath(check: PathCheck): string {
  const end = check.ends === null ? [] : [`${check.ends.path}: ${check.ends.why}`]
  return [...check.steps.map(step => `${step.mode} ${step.uid}:${step.gid} ${step.path}`), ...end].join('\n')
}
