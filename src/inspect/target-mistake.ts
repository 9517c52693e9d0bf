// The input `target-container` given as something that is no container, as a common guide prints it.
import { type Pod, podKey } from '../model/pod.ts'
import type { NotCollected } from '../model/snapshot.ts'
import type { Suspect } from '../model/suspect.ts'
import { containerNames } from './way-in.ts'

const MOST_NAMES = 20

/** What to tell a user whose `target-container` no failing pod has; null where one has it, or none is failing. */
export function targetMistake(wished: string | null, suspects: readonly Suspect[]): NotCollected | null {
  if (wished === null || suspects.length === 0) return null
  const pods = suspects.map(suspect => suspect.pod)
  if (pods.some(pod => containerNames(pod).includes(wished))) return null
  const pod = pods.find(candidate => candidate.metadata.name === wished)
  const owner = suspects.find(suspect => suspect.owner.name === wished)
  const meant = pod ?? owner?.pod
  const what = `the container "${wished}" (input target-container)`
  const instead = 'In each pod the failing container was chosen instead.'
  if (meant === undefined) {
    const why = `No failing pod has a container of that name. ${instead}`
    return { what, why, fix: `Set target-container to one of: ${listed(pods)}.` }
  }
  const kind = pod === undefined ? `a ${owner?.owner.kind ?? 'workload'}` : 'a pod'
  const why = `"${wished}" is the name of ${kind}, not of a container. ${instead}`
  return {
    what,
    why,
    fix: `Set target-container to one of the containers of ${podKey(meant)}: ${listed([meant])}.`,
  }
}

function listed(pods: readonly Pod[]): string {
  const names = [...new Set(pods.flatMap(containerNames))]
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : ''
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`
}
