// How a container ended: what its status, its log and its events tell of that.
import type { Evidence } from '../../../model/finding.ts'
import { eventCount } from '../../../model/objects.ts'
import { evidence } from '../../candidate.ts'
import { type ContainerView, fromEvent, fromStatus, lastEvent, type PodView } from '../../view.ts'

/** How the container ended, the events that tell of it, and the decisive line of its log. */
export function crashEvidence(view: PodView, container: ContainerView): readonly Evidence[] {
  const { verdict } = container
  const killing = lastEvent(container.events, /^Killing$/)
  return [
    ...endEvidence(view, container),
    ...(verdict === null ? [] : [evidence(verdict.source, verdict.line, view.pod.metadata.name)]),
    ...restartEvents(view, container),
    ...(killing === undefined ? [] : [fromEvent(view, killing)]),
  ]
}

/** Events that tell of the same end: the back-off, or that the container was started again. */
export function restartEvents(view: PodView, container: ContainerView): readonly Evidence[] {
  const backOff = lastEvent(container.events, /^BackOff$/, /restarting failed/)
  if (backOff !== undefined) return [fromEvent(view, backOff)]
  const starts = container.events.filter(event => event.reason === 'Started')
  const last = starts.at(-1)
  const count = starts.reduce((sum, event) => sum + eventCount(event), 0)
  return last !== undefined && count > 1 ? [fromEvent(view, last)] : []
}

/** What the status says of the end; nothing where it has not happened yet: then only events tell of it. */
export function endEvidence(view: PodView, container: ContainerView): readonly Evidence[] {
  const { ended, status } = container
  if (ended === undefined) return []
  const restarts = `restarts: ${status?.restartCount ?? 0}`
  const text = `container ${container.name}: ${ended.reason ?? 'ended'}, exit code ${ended.exitCode}, ${restarts}`
  return [fromStatus(view, text, ended.finishedAt)]
}

/** How often the container was started again, as the end of a sentence; empty where it never was. */
export function timesOf(container: ContainerView): string {
  const restarts = container.status?.restartCount ?? 0
  return restarts === 0 ? '' : `, restarts: ${restarts}`
}
