// volume: the pod waits for a volume: its claim is not bound, or it can't be attached or mounted.
import { conditionOf } from '../../../../model/meta.ts'
import type { CandidateOf } from '../../../candidate.ts'
import type { Rule } from '../../../rule.ts'
import { fromEvent, fromSpec, fromStatus, isCreating, lastEvent, type PodView } from '../../../view.ts'
import { storageAgents, storageAgentsOn } from '../agents.ts'
import { unexplained } from '../unexplained.ts'
import { claimNames, claims } from './claims.ts'
import { mountReading } from './mount-message.ts'
import { finding } from './volume-finding.ts'

export const volume: Rule<'volume'> = {
  pod: view => {
    const byClaim = claims(view)
    return byClaim.length > 0 ? byClaim : mounts(view)
  },
}

/** The pod has a node, and the kubelet can't give it its volumes. */
function mounts(view: PodView): readonly CandidateOf<'volume'>[] {
  if (!isBeingCreated(view)) return []
  const event =
    lastEvent(
      view.events,
      /^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/,
      /(?:MountVolume|AttachVolume|MapVolume|Multi-Attach|references non-existent)/,
    ) ?? lastEvent(view.events, /^(?:FailedMount|FailedAttachVolume|FailedMapVolume)$/)
  if (event === undefined) return unsaid(view)
  const said = event.message ?? ''
  // Present on every node for an instant after a namespace is made.
  if (/object "[^"]{1,200}" not registered/.test(said)) return []
  const sandbox = conditionOf(view.pod.status?.conditions, 'PodReadyToStartContainers')
  const state = sandbox === undefined ? '' : `, PodReadyToStartContainers=${sandbox.status}`
  const waiting = view.containers.find(container => container.status?.state?.waiting !== undefined)
  const pieces = [
    fromStatus(
      view,
      `container ${waiting?.name ?? '?'}: ${waiting?.status?.state?.waiting?.reason ?? 'waiting'}${state}`,
      sandbox?.lastTransitionTime,
    ),
    fromEvent(view, event),
  ]
  const reading = mountReading(said, view)
  return [
    finding(
      view,
      reading.cause,
      reading.because,
      pieces,
      reading.cause !== 'other',
      reading.detail,
      [reading.next],
      storageAgents(view, said),
    ),
  ]
}

/** Volumes come first in a pod's life: a pod that needs some and gets nowhere most likely waits for them. */
function unsaid(view: PodView): readonly CandidateOf<'volume'>[] {
  const stuck = unexplained(view)
  if (stuck?.step !== 'volume') return []
  const list = stuck.volumes.join(', ')
  const pieces = [fromStatus(view, 'ContainerCreating for long, and no event says why'), fromSpec(view, list)]
  return [
    finding(
      view,
      'other',
      `has not been started on its node: it seems to wait for its volumes (${list})`,
      pieces,
      false,
      list,
      [`See its events: kubectl -n ${view.namespace} describe pod ${view.pod.metadata.name}.`],
      claimNames(view).length === 0 ? [] : storageAgentsOn(view.pod.spec.nodeName ?? '', view.facts),
    ),
  ]
}

function isBeingCreated(view: PodView): boolean {
  if ((view.pod.spec.nodeName ?? '') === '') return false
  const states = view.containers.map(container => container.status?.state)
  return (
    view.containers.some(isCreating) &&
    states.every(state => state?.running === undefined && state?.terminated === undefined)
  )
}
