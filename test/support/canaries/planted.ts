// A cluster in which every secret stands everywhere, in every form.
import { Buffer } from 'node:buffer'
import type { CommandResult, PodLook } from '../../../src/model/inspection.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { asVariables, namesIn, secretValues } from '../../../src/redact/from-cluster.ts'
import type { KnownSecret } from '../../../src/redact/known-secrets.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { ended, event, look, node, pod, service, snapshot, waiting } from '../../unit/support/build.ts'
import { type Form, formsOf } from './encodings.ts'
import { type Canary, canaries } from './secrets.ts'

export const channels = [
  'env',
  'args',
  'command line',
  'exec probe',
  'annotation',
  'annotation name',
  'event message',
  'termination message',
  'waiting message',
  'node condition',
  'API error',
  'log',
  'previous log',
  'command output',
  'file',
  'ConfigMap',
  'user command',
] as const
export type Channel = (typeof channels)[number]

export interface Planted {
  readonly snapshot: Snapshot
  readonly looks: readonly PodLook[]
  readonly secrets: readonly KnownSecret[]
  readonly names: readonly string[]
}

/** Of a weak secret the lines that show it beside its name; of any other all forms of its parts and of the whole. */
export function formsOfCanary({ key, value, parts, weak }: Canary): readonly Form[] {
  if (weak === undefined) {
    const whole = formsOf(value).filter(({ letters, name }) => letters && !name.startsWith('hex'))
    return [...parts.flatMap(formsOf), ...whole]
  }
  const word = value.toString()
  return [`${key}=${word}`, `{"${key}":"${word}"}`, `{"${key}": "${word}"}`, `${key}: ${word}`].map(text => ({
    name: 'beside its name',
    shown: Buffer.from(text),
    needle: Buffer.from(text),
    letters: false,
  }))
}

/** What is written there: with the channel's name, by which a test sees that it reaches somebody. */
function lineOf(channel: Channel, canary: Canary, { shown }: Form): Buffer {
  return Buffer.concat([Buffer.from(`${markOf(channel, canary)} got <<`), shown, Buffer.from('>> there')])
}

export function markOf(channel: Channel, { name }: Canary): string {
  return `by-${channel.replaceAll(' ', '-')}-${name}`
}

/** Only what JSON can hold: an API server takes and gives no other bytes. */
function linesOf(channel: Channel, canary: Canary): readonly string[] {
  const lines = formsOfCanary(canary).map(form => lineOf(channel, canary, form))
  return lines.flatMap(line =>
    Buffer.from(line.toString('utf8')).equals(line) ? [line.toString('utf8')] : [],
  )
}

function bytesOf(channel: Channel, canary: Canary): Uint8Array {
  const lines = formsOfCanary(canary).map(form =>
    Buffer.concat([lineOf(channel, canary, form), Buffer.from('\n')]),
  )
  return new Uint8Array(Buffer.concat(lines))
}

export function planted(): Planted {
  const pods = canaries.map(podOf)
  const all = snapshot({
    pods,
    namespaces: [],
    services: [service('shop-db', { app: 'db' })],
    nodes: [nodeWith(canaries.flatMap(canary => linesOf('node condition', canary)).join('\n'))],
    events: canaries.flatMap((canary, index) => {
      const about = pods[index]
      return about === undefined
        ? []
        : linesOf('event message', canary).map(line => event(about, 'BackOff', line))
    }),
    notCollected: canaries.map(canary => ({
      what: 'the quotas',
      why: linesOf('API error', canary).join(' '),
      fix: 'Ask.',
    })),
  })
  const secrets = canaries.flatMap(({ name, key, value }) =>
    secretValues(`shop/${name}`, { [key]: value.toString('base64') }),
  )
  const looks = canaries.flatMap((canary, index) => {
    const about = pods[index]
    return about === undefined ? [] : [lookOf(look(about, all, {}), canary)]
  })
  return { snapshot: all, looks, secrets: [...secrets, ...asVariables(pods, secrets)], names: namesIn(all) }
}

function podOf(canary: Canary) {
  const { name, key, weak } = canary
  const own = weak === undefined ? [] : [{ name: key, value: canary.value.toString() }]
  const notes = linesOf('annotation', canary).map((line, index) => [`note-${index}`, line])
  const names = linesOf('annotation name', canary).map(line => [line, 'yes'])
  return pod({
    name,
    metadata: { annotations: Object.fromEntries([...notes, ...names]) },
    container: {
      env: [
        { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name, key } } },
        ...own,
        ...linesOf('env', canary).map((value, index) => ({ name: `V${index}`, value })),
      ],
      args: linesOf('args', canary),
      command: linesOf('command line', canary),
      readinessProbe: { exec: { command: ['sh', '-c', ...linesOf('exec probe', canary)] } },
    },
    ready: false,
    restarts: 4,
    state: waiting('CrashLoopBackOff', linesOf('waiting message', canary).join('\n')),
    lastState: {
      terminated: { ...ended(1).terminated, message: linesOf('termination message', canary).join('\n') },
    },
  })
}

function nodeWith(message: string) {
  const conditions = [{ type: 'Ready', status: 'True', message }]
  return node('node-1', { status: { conditions, allocatable: { cpu: '4' } } })
}

function lookOf(empty: PodLook, canary: Canary): PodLook {
  const command = (name: Channel, run: string): CommandResult => ({
    name,
    run,
    origin: 'user',
    exitCode: 0,
    durationMs: 5,
    timedOut: false,
    failure: null,
    output: bytesOf(name, canary),
    droppedBytes: 0,
  })
  const log = (channel: Channel, previous: boolean) => ({
    container: 'app',
    previous,
    bytes: Buffer.concat([bytesOf(channel, canary), Buffer.from('FATAL: '), lastLine(channel, canary)]),
    droppedBytes: 0,
  })
  const commands = [
    command('command output', 'printenv'),
    command('file', 'cat /etc/app/config'),
    command('ConfigMap', 'cat /etc/config/app.yaml'),
    command('user command', linesOf('user command', canary).join('\n')),
  ]
  return {
    ...empty,
    transcript: { ...empty.transcript, commands },
    logs: [log('log', false), log('previous log', true)],
  }
}

/** What a diagnosis quotes. */
function lastLine(channel: Channel, canary: Canary): Buffer {
  const [first] = formsOfCanary(canary)
  return first === undefined
    ? Buffer.alloc(0)
    : Buffer.concat([lineOf(channel, canary, first), Buffer.from('\n')])
}

export function suspectsOf({ snapshot: all }: Planted) {
  return selectSuspects(all)
}
