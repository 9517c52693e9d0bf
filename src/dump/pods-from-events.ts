// Pods of which a dump holds nothing but their events: what they wait for is told by the last of them, and no more than told.
import { type Event, eventCount, eventTime } from '../model/objects.ts'
import { type Pod, podSchema } from '../model/pod.ts'

/** What an event says of a pod, as the pod's own object would. */
interface Told {
  /** Of its container. */
  readonly container?: object
  readonly state?: object
  /** Of the pod. */
  readonly status?: object
  readonly placed: boolean
}

/** The pods that Warning events are about, where the dump holds no list of pods and no pod. */
export function podsInEvents(events: readonly Event[], seen: ReadonlySet<string>): readonly Pod[] {
  if (seen.has('Pod')) return []
  const about = Map.groupBy(
    events.filter(event => event.involvedObject.kind === 'Pod' && (event.involvedObject.name ?? '') !== ''),
    ({ involvedObject: { namespace = 'default', name = '' } }) => `${namespace}/${name}`,
  )
  const around = aroundOf(events)
  return [...about.values()].flatMap(own => podOf(own, around))
}

/** What other events tell, read once. */
interface Around {
  /** Milliseconds since 1970. */
  readonly newest: number
  /** Who says that it made a pod, by the pod's name. */
  readonly makers: ReadonlyMap<string, { readonly kind: string; readonly name: string }>
  /** The claims of a namespace that events are about. */
  readonly claims: ReadonlyMap<string, readonly string[]>
}

function aroundOf(events: readonly Event[]): Around {
  const about = (event: Event) => ({
    kind: event.involvedObject.kind ?? '',
    name: event.involvedObject.name ?? '',
    namespace: event.involvedObject.namespace ?? 'default',
  })
  const made = events.filter(
    ({ reason, message = '' }) => reason === 'SuccessfulCreate' && message.length < 1_000,
  )
  const claims = events.map(about).filter(({ kind }) => kind === 'PersistentVolumeClaim')
  const named = Map.groupBy(claims, ({ namespace }) => namespace)
  return {
    newest: events.reduce((newest, event) => Math.max(newest, Date.parse(eventTime(event)) || 0), 0),
    makers: new Map(
      made.flatMap(event => (event.message ?? '').split(/\s+/).map(word => [word, about(event)])),
    ),
    claims: new Map(
      [...named].map(([namespace, list]) => [namespace, [...new Set(list.map(({ name }) => name))]]),
    ),
  }
}

/** Events tell of an hour and more: what is not said any more is over, or its pod is gone. Milliseconds. */
const recent = 10 * 60_000

function podOf(own: readonly Event[], around: Around): readonly Pod[] {
  const sorted = own
    .filter(event => (Date.parse(eventTime(event)) || 0) > around.newest - recent)
    .toSorted((a, b) => eventTime(a).localeCompare(eventTime(b)))
  const last =
    sorted.findLast(event => goesOn.test(event.reason ?? '') || toldBy(event) !== null) ?? sorted.at(-1)
  const told = last === undefined ? null : (toldBy(last) ?? crashing(sorted))
  const [first] = sorted
  if (told === null || last === undefined || first === undefined) return []
  const { namespace = 'default', name = '', uid } = last.involvedObject
  const container = sorted.flatMap(event => containerOf(event) ?? []).at(-1) ?? 'unknown'
  const statuses =
    told.state === undefined
      ? {}
      : { containerStatuses: [{ name: container, ready: false, state: told.state }] }
  const parsed = podSchema.safeParse({
    metadata: {
      name,
      namespace,
      ...(uid === undefined ? {} : { uid }),
      creationTimestamp: first.firstTimestamp ?? eventTime(first),
      ...ownerOf(name, around),
    },
    spec: {
      ...(told.placed ? { nodeName: 'unknown' } : {}),
      volumes: told.placed ? [] : claimsOf(last, around),
      containers: [{ name: container, ...told.container }],
    },
    status: { phase: 'Pending', ...told.status, ...statuses },
  })
  return parsed.data === undefined ? [] : [parsed.data]
}

/** What a pod gets on with once it is placed and has its volumes. */
const goesOn = /^(?:Scheduled|Pulled|Created|Started)$/

/** The claims that a pod without a node waits for: the one that is named, else those that events tell of. */
function claimsOf({ message = '', involvedObject }: Event, { claims }: Around): readonly object[] {
  const named = /persistentvolumeclaim "([^"]{1,253})"/.exec(message)?.[1]
  const told = /unbound immediate/.test(message)
    ? (claims.get(involvedObject.namespace ?? 'default') ?? [])
    : []
  const names = named === undefined ? told : [named]
  return names.map(name => ({ name, persistentVolumeClaim: { claimName: name } }))
}

function containerOf(event: Event): string | undefined {
  return /^spec\.\w+\{(.{1,253})\}$/.exec(event.involvedObject.fieldPath ?? '')?.[1]
}

const waitsFor = (reason: string, message = '', image?: string): Told => ({
  placed: true,
  state: { waiting: { reason, message } },
  ...(image === undefined ? {} : { container: { image } }),
})

function toldBy(event: Event): Told | null {
  const { type, reason = '', message = '' } = event
  if (type !== 'Warning') return null
  if (reason === 'Unhealthy') return unhealthy(event)
  if (reason === 'FailedScheduling') {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
    return { placed: false, status: { conditions: [condition] } }
  }
  if (
    /^(?:Failed(?:Mount|AttachVolume|MapVolume|CreatePodSandBox|CreatePodContainer)|NetworkNotReady)$/.test(
      reason,
    )
  )
    // Once is what a busy node gets over at its next try.
    return eventCount(event) > 1 ? waitsFor('ContainerCreating') : null
  if (/^(?:Evicted|OutOf\w{1,100}|UnexpectedAdmissionError)$/.test(reason))
    return { placed: true, status: { phase: 'Failed', reason, message } }
  if (reason === 'ErrImageNeverPull')
    return waitsFor(reason, message, /image "([^"]{1,500})"/.exec(message)?.[1])
  if (reason === 'InspectFailed')
    return waitsFor(
      /couldn't parse image/.test(message) ? 'InvalidImageName' : 'ImageInspectError',
      message,
      /image (?:\w+ )?"([^"]{1,500})"/.exec(message)?.[1],
    )
  return reason === 'Failed' ? failed(message) : null
}

/** It is started again and again, and nobody says how it ends. */
function crashing(own: readonly Event[]): Told | null {
  // One that was started since and is not said to have ended runs.
  const newest = own.findLast(({ reason = '' }) => reason === 'BackOff' || reason === 'Started')
  const again =
    /restarting failed/.test(newest?.message ?? '') && newest !== undefined && eventCount(newest) > 1
  return again ? { ...waitsFor('CrashLoopBackOff'), status: { phase: 'Running' } } : null
}

/** Fewer failures are those of an app that starts. */
const fewest = 3

/** A probe that goes on failing, with as much of it as the kubelet's words tell. */
function unhealthy(event: Event): Told | null {
  const { message = '', firstTimestamp } = event
  const [, kind, said] =
    /^(Readiness|Liveness|Startup) probe (?:failed|errored).{0,40}?: (.*)$/s.exec(message) ?? []
  if (kind === undefined || said === undefined || eventCount(event) < fewest) return null
  return {
    placed: true,
    status: { phase: 'Running' },
    state: { running: { startedAt: firstTimestamp } },
    container: { [`${kind.toLowerCase()}Probe`]: probeIn(said) },
  }
}

function probeIn(said: string): object {
  const [, scheme, port, path] = /"(https?):\/\/[^"/]{0,200}?:(\d{1,5})(\/[^"]{0,300})?"/.exec(said) ?? []
  if (scheme !== undefined)
    return { httpGet: { scheme: scheme.toUpperCase(), port: Number(port), path: path ?? '/' } }
  if (/statuscode/.test(said)) return { httpGet: { port: '?', path: 'a path' } }
  const name = /parsing "([^"]{1,63})": invalid syntax/.exec(said)?.[1]
  if (name !== undefined) return { httpGet: { port: name, path: 'a path' } }
  if (/\bgrpc\b|service unhealthy|failed to connect service/i.test(said))
    return { grpc: { port: Number(/:(\d{1,5})"/.exec(said)?.[1] ?? 0) } }
  const dialled = /^dial tcp \S{1,100}?:(\d{1,5}): /.exec(said)?.[1]
  return dialled === undefined ? { exec: { command: [] } } : { tcpSocket: { port: Number(dialled) } }
}

/** The kubelet's reason for all that goes wrong between the pull and the start of a container. */
function failed(message: string): Told | null {
  const pull = /^Failed to pull image "([^"]{1,500})": (.*)$/s.exec(message)
  if (pull?.[1] !== undefined) return waitsFor('ErrImagePull', pull[2], pull[1])
  // One word is the reason that another event explains.
  const error = /^Error: (?!\w+$)(.*)$/s.exec(message)?.[1]
  if (error === undefined) return null
  const started =
    /OCI runtime|runc|crun|containerd|container create|shim task|failed to (?:start|create|reserve) container/
  return waitsFor(started.test(error) ? 'RunContainerError' : 'CreateContainerConfigError', error)
}

/** Who says that it made the pod; of a Deployment's pod the name itself tells. */
function ownerOf(name: string, { makers }: Around): object {
  const maker = makers.get(name)
  const [, deployment] = /^(.{1,240})-[bcdf-hj-np-tv-xz2-9]{8,10}-[bcdf-hj-np-tv-xz2-9]{5}$/.exec(name) ?? []
  if (maker !== undefined && !/^(?:ReplicaSet|Pod|)$/.test(maker.kind)) return owned(maker.kind, maker.name)
  return deployment === undefined ? {} : owned('Deployment', deployment)
}

function owned(kind: string, name: string): object {
  return { ownerReferences: [{ kind, name, controller: true }] }
}
