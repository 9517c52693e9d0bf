// Pods and suspects for unit tests, as small as they can be.
import { type Pod, podSchema } from '../../../src/model/pod.ts'
import type { Suspect } from '../../../src/model/suspect.ts'

/** A pod from plain JSON, through the same schema as one from the API; the name and namespace are filled in. */
export function podFrom(json: {
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}): Pod {
  return podSchema.parse({
    metadata: { name: 'app-1', namespace: 'shop', ...json.metadata },
    spec: { containers: [{ name: 'app', image: 'app:1' }], nodeName: 'node-1', ...json.spec },
    status: { phase: 'Running', podIP: '10.0.0.1', ...json.status },
  })
}

export function suspectFrom(pod: Pod, changes: Partial<Suspect> = {}): Suspect {
  return {
    pod,
    status: 'Running',
    ready: '0/1',
    restarts: 0,
    owner: { kind: 'Deployment', namespace: pod.metadata.namespace ?? 'default', name: 'app' },
    reason: 'it is not ready',
    container: 'app',
    representedBy: null,
    ...changes,
  }
}

/** A container status that runs since the given time. */
export function runningSince(
  startedAt: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { name: 'app', containerID: 'containerd://abc123', state: { running: { startedAt } }, ...more }
}
