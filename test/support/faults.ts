// Puts faults into a cluster, waits until they show, and takes them out again: many at once, with few requests.
import { setTimeout as sleep } from 'node:timers/promises'
import { withoutNulls } from '../../src/model/meta.ts'
import { eventSchema } from '../../src/model/objects.ts'
import { type Pod, podSchema } from '../../src/model/pod.ts'
import { kubectlStatus } from '../../src/select/status.ts'
import { bystanders, type Fault, type Sign } from '../faults/index.ts'
import type { TestKubernetes } from './kubernetes.ts'

/** Between two questions to the API server about all faults together. */
const POLL_MS = 1_000
/** The slowest show themselves after a minute on an idle machine. */
const PATIENCE_MS = 240_000
/** How many faults are written at the same time. */
const HANDS = 6

/** Creates the faults beside their bystanders, each in its own namespace, and waits until every one of them shows. */
export async function applyFaults(kubernetes: TestKubernetes, faults: readonly Fault[]): Promise<void> {
  await removeFaults(kubernetes, faults)
  const clusterWide = faults.filter(fault => fault.cluster !== null)
  for (const fault of clusterWide) {
    await kubernetes.createNamespace(fault.namespace, fault.namespaceLabels)
    await kubernetes.create(fault.cluster ?? '')
  }
  // By now admission webhooks and policies, which take effect a moment after they are written, hold for what follows.
  const rest = faults.filter(fault => fault.cluster === null)
  await byHands([...rest, ...clusterWide], fault => applyOne(kubernetes, fault))
  await untilShown(kubernetes, faults)
}

async function applyOne(kubernetes: TestKubernetes, fault: Fault): Promise<void> {
  if (fault.cluster === null) await kubernetes.createNamespace(fault.namespace, fault.namespaceLabels)
  await kubernetes.create(`${bystanders()}\n---\n${fault.manifest}`, fault.namespace)
}

async function byHands(faults: readonly Fault[], work: (fault: Fault) => Promise<void>): Promise<void> {
  const waiting = [...faults]
  const hand = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: HANDS }, hand))
}

/** Removes all that {@link applyFaults} made; waits until the namespaces are gone. */
export async function removeFaults(kubernetes: TestKubernetes, faults: readonly Fault[]): Promise<void> {
  const ours = new Set(faults.flatMap(fault => [fault.namespace, ...fault.further]))
  const there = async () => (await namespaces(kubernetes)).filter(name => ours.has(name))
  const left = await there()
  for (const pod of (await allPods(kubernetes)).filter(one => ours.has(one.metadata.namespace ?? '')))
    if (pod.metadata.finalizers !== undefined)
      await kubernetes.releasePod(pod.metadata.namespace ?? '', pod.metadata.name)
  for (const namespace of left) await kubernetes.deleteQuickly(namespace)
  for (const fault of faults) if (fault.cluster !== null) await kubernetes.removeAll(fault.cluster)
  await kubernetes.until('the faults to be gone', async () => {
    if ((await there()).length === 0) return true
    await sleep(POLL_MS)
    return null
  })
}

async function untilShown(kubernetes: TestKubernetes, faults: readonly Fault[]): Promise<void> {
  const deleted = new Set<string>()
  let missing = faults
  const waitedFor = () => `these faults to show: ${missing.map(fault => fault.name).join(', ')}`
  await kubernetes.until(
    waitedFor,
    async () => {
      await sleep(POLL_MS)
      const pods = Map.groupBy(await allPods(kubernetes), pod => pod.metadata.namespace ?? '')
      const events = await allEvents(kubernetes)
      for (const fault of missing) {
        if (fault.deletes !== undefined && !deleted.has(fault.name))
          if (await deletedPod(kubernetes, fault, pods.get(fault.namespace) ?? [])) deleted.add(fault.name)
      }
      missing = missing.filter(
        fault =>
          (fault.deletes !== undefined && !deleted.has(fault.name)) ||
          !fault.shows.every(sign =>
            isShown(sign, pods.get(fault.namespace) ?? [], events.get(fault.namespace) ?? []),
          ),
      )
      return missing.length === 0 || null
    },
    PATIENCE_MS,
  )
}

async function deletedPod(kubernetes: TestKubernetes, fault: Fault, pods: readonly Pod[]): Promise<boolean> {
  const pod = pods.find(one => one.metadata.name === fault.deletes && one.status?.phase === 'Running')
  if (pod === undefined) return false
  await kubernetes.deletePod(fault.namespace, pod.metadata.name)
  return true
}

async function namespaces(kubernetes: TestKubernetes): Promise<readonly string[]> {
  return (await listed(kubernetes, 'namespaces', podSchema.pick({ metadata: true }))).map(
    one => one.metadata.name,
  )
}

async function allPods(kubernetes: TestKubernetes): Promise<readonly Pod[]> {
  return await listed(kubernetes, 'pods', podSchema)
}

/** `reason: message` of all events, by namespace. */
async function allEvents(kubernetes: TestKubernetes): Promise<ReadonlyMap<string, readonly string[]>> {
  const events = await listed(kubernetes, 'events', eventSchema)
  const byNamespace = Map.groupBy(events, event => event.involvedObject.namespace ?? '')
  return new Map(
    [...byNamespace].map(([namespace, list]) => [
      namespace,
      list.map(event => `${event.reason ?? ''}: ${event.message ?? ''}`),
    ]),
  )
}

async function listed<T>(
  kubernetes: TestKubernetes,
  resource: string,
  schema: { parse(item: unknown): T },
): Promise<readonly T[]> {
  const items: T[] = []
  await kubernetes.api.list({ path: `/api/v1/${resource}`, signal: AbortSignal.timeout(60_000) }, item => {
    items.push(schema.parse(withoutNulls(item)))
  })
  return items
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
