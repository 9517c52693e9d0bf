// A container's trouble by its log: what the log names, and whether that is still so.
import type { Evidence } from '../../../model/finding.ts'
import { evidence } from '../../candidate.ts'
import type { Meaning } from '../../logs/classify.ts'
import { type ContainerView, fromStatus, type PodView } from '../../view.ts'
import { crashEvidence } from './crash-evidence.ts'

/** The evidence for what a log says of a container that fails: how it fails, and the line. */
export function logEvidence(view: PodView, container: ContainerView): readonly Evidence[] {
  const { status, verdict } = container
  if (container.ended !== undefined) return crashEvidence(view, container)
  const state =
    status?.state?.running === undefined ? 'not running' : `running, ready=${status.ready === true}`
  return [
    ...(status?.state === undefined ? [] : [fromStatus(view, `container ${container.name}: ${state}`)]),
    ...(verdict === null ? [] : [evidence(verdict.source, verdict.line, view.pod.metadata.name)]),
  ]
}

/** The container's trouble by its log, if it is in trouble at all and the log names something of that kind. */
export function meaningIn<K extends Meaning['kind']>(
  container: ContainerView,
  kind: K,
): Extract<Meaning, { kind: K }> | null {
  const verdict = isTroubled(container) && isPresent(container) ? container.verdict : null
  const meaning = verdict?.meaning ?? null
  return meaning !== null && isKind(meaning, kind) ? meaning : null
}

/** True for a container that ended badly, or runs and is not as it should be. */
export function isTroubled(container: ContainerView): boolean {
  return container.ended !== undefined ? container.ended.exitCode !== 0 : !isFine(container)
}

/** Lines after which an app that lives on has got over what it complained of. */
const forgottenAfter = 40

/** True for a complaint that the app has not got over since. */
export function isPresent(container: ContainerView): boolean {
  return container.ended !== undefined || (container.verdict?.linesAfter ?? 0) <= forgottenAfter
}

function isKind<K extends Meaning['kind']>(
  meaning: Meaning,
  kind: K,
): meaning is Extract<Meaning, { kind: K }> {
  return meaning.kind === kind
}

/** Running and ready, or a plain init container that is done. */
function isFine(container: ContainerView): boolean {
  const state = container.status?.state
  if (container.kind === 'init') return state?.terminated?.exitCode === 0 || state?.waiting !== undefined
  return container.well || state?.running === undefined
}

/** A log's word is proof where the program died of it: not where it lives on, nor where the kubelet stopped it. */
export function diedOfIt(container: ContainerView): boolean {
  const stopped = container.events.some(
    one => one.reason === 'Killing' && /failed (?:liveness|startup) probe/.test(one.message ?? ''),
  )
  return container.ended !== undefined && container.verdict?.form !== 'last' && !stopped
}
