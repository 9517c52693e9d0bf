// Whether a fault shows yet, by what the API says.
import { eventSchema } from '../../src/model/objects.ts'
import type { Pod } from '../../src/model/pod.ts'
import { kubectlStatus } from '../../src/select/status.ts'
import type { Fault, Sign } from '../faults/index.ts'
import type { TestKubernetes } from './kubernetes.ts'

/** Waits until every sign of the fault is there. @throws Error after the patience of TestKubernetes */
export async function shown(kubernetes: TestKubernetes, fault: Fault): Promise<void> {
  for (const sign of fault.shows) {
    await kubernetes.until(`${fault.name} to show ${JSON.stringify(sign)}`, async () => {
      const pods = await kubernetes.pods(fault.namespace)
      const events = sign.event === undefined ? [] : await eventsOf(kubernetes, fault.namespace)
      return isShown(sign, pods, events) || null
    })
  }
}

async function eventsOf(kubernetes: TestKubernetes, namespace: string): Promise<readonly string[]> {
  const texts: string[] = []
  const path = `/api/v1/namespaces/${namespace}/events`
  await kubernetes.api.list({ path, signal: AbortSignal.timeout(30_000) }, item => {
    const { reason = '', message = '' } = eventSchema.parse(item)
    texts.push(`${reason}: ${message}`)
  })
  return texts
}

function isShown(sign: Sign, pods: readonly Pod[], events: readonly string[]): boolean {
  const { pod: prefix, event } = sign
  if (event !== undefined && !events.some(text => new RegExp(event, 's').test(text))) return false
  return prefix === undefined || pods.some(pod => pod.metadata.name.startsWith(prefix) && fits(sign, pod))
}

function fits(sign: Sign, pod: Pod): boolean {
  const { status, restarts } = kubectlStatus(pod)
  const age = (Date.now() - Date.parse(pod.metadata.creationTimestamp ?? '')) / 1000
  return (
    (sign.status === undefined || new RegExp(sign.status).test(status)) &&
    restarts >= (sign.restarts ?? 0) &&
    age >= (sign.seconds ?? 0)
  )
}
