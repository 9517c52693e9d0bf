// A saved dump, whatever wrote it: its objects as a snapshot, its logs, its Secrets for redaction.
import type { Buffer } from 'node:buffer'
import { posix } from 'node:path'
import { ConfigurationError } from '../model/errors.ts'
import type { ContainerLog } from '../model/inspection.ts'
import { type Pod, podKey } from '../model/pod.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { asVariables, type PodSecret, secretsOf, secretValues } from '../redact/from-cluster.ts'
import type { KnownSecret } from '../redact/known-secrets.ts'
import { type AssembleOptions, assemble } from './assemble.ts'
import type { DumpFile } from './files.ts'
import { jsonContents } from './json.ts'
import { DumpLogs } from './logs.ts'
import { type OwnReport, ownReport, type SnapshotFacts, snapshotFactsSchema } from './own-report.ts'
import { type Role, roleOf } from './role.ts'
import { Store } from './store.ts'
import { yamlContents } from './yaml.ts'

export interface Dump {
  readonly snapshot: Snapshot
  /** False where `takenAt` is only the newest time in the dump. */
  readonly momentKnown: boolean
  /** Our own report, where the dump is our artifact. */
  readonly own: OwnReport | null
  readonly secrets: readonly KnownSecret[]
  /** True where pods refer to Secrets whose values the dump does not tell. */
  readonly secretsUnknown: boolean
  readonly files: ReadonlyMap<string, DumpFile>
  readonly store: Store
  /** How many logs there are, of any pod. */
  readonly logCount: number
  /** Files that could not be read, or only in part, each with the reason. */
  readonly unread: readonly string[]
  logsOf(pod: Pod): readonly ContainerLog[]
}

interface Reading {
  readonly store: Store
  readonly logs: DumpLogs
  readonly reports: OwnReport[]
  readonly unread: string[]
  facts: SnapshotFacts | null
}

/**
 * Reads the files of a dump. Logs are only found, not read.
 * @throws ConfigurationError where there is nothing to diagnose in them
 */
export function readDump(
  files: readonly DumpFile[],
  options: Omit<AssembleOptions, 'facts'>,
  name: string,
): Dump {
  const reading: Reading = { store: new Store(), logs: new DumpLogs(), reports: [], unread: [], facts: null }
  for (const file of files) readFile(file, reading)
  const { store, logs, reports, unread } = reading
  const [own = null, second] = reports
  if (own !== null && second !== undefined) throw severalReports(name, reports)
  if (own === null && store.seen.size === 0) throw nothingIn(name, files, unread)
  const { snapshot, momentKnown } = assemble(store, { ...options, facts: reading.facts })
  requireNamespaces(options.namespaces, store, name)
  logs.place(store.shelves.Pod.all(), own !== null)
  const values = secretsIn(store)
  const known = new Set(values.map(secret => posix.dirname(secret.path)))
  return {
    snapshot,
    momentKnown,
    own,
    secrets: [...values, ...asVariables(snapshot.pods, values)],
    // What our own artifact holds has been through redaction already.
    secretsUnknown: own === null && snapshot.pods.flatMap(secretsOf).some(key => !known.has(key)),
    files: new Map(files.map(file => [file.path, file])),
    store,
    logCount: logs.count,
    unread,
    logsOf: pod => logs.of(podKey(pod)),
  }
}

/** Why a file of that role can't be read, in words. */
const unreadable: Readonly<Partial<Record<Role, string>>> = {
  packed: 'it is packed; unpack it first',
  described: 'the text of `kubectl describe` can’t be read; save `kubectl get … -o json` instead',
  table: 'a table of `kubectl get` can’t be read; save it with `-o json`',
}

/** Of one bad file among many the others still tell something; a bug of ours is no bad file. */
function readFile(file: DumpFile, reading: Reading): void {
  try {
    const role = roleOf(file)
    const why = unreadable[role]
    if (why !== undefined) reading.unread.push(`${file.path}: ${why}`)
    else if (role === 'log' || role === 'blocks') reading.logs.add(file, role === 'blocks')
    else if (role === 'objects') readObjects(file, reading)
  } catch (error) {
    if (!(error instanceof ConfigurationError) && !isTooLong(error)) throw error
    reading.unread.push(
      error instanceof ConfigurationError
        ? error.message.replace(/\.$/, '')
        : `${file.path}: it is too large`,
    )
  }
}

function readObjects(file: DumpFile, reading: Reading): void {
  const bytes = file.read()
  const broken = isJson(bytes) ? readJson(file, bytes, reading) : readYaml(file, bytes, reading)
  if (broken) reading.unread.push(`${file.path}: it is damaged or cut off, and was read in part`)
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STRING_TOO_LONG'
}

function isJson(bytes: Buffer): boolean {
  return /^\s*(?:[[{]|==== START logs )/.test(bytes.toString('utf8', 0, 4_096))
}

function readJson(file: DumpFile, bytes: Buffer, reading: Reading): boolean {
  const { documents, logs, broken } = jsonContents(bytes)
  for (const block of logs) reading.logs.addBlock(file, block)
  for (const document of documents) takeIn(file, document, reading)
  return broken
}

function readYaml(file: DumpFile, bytes: Buffer, reading: Reading): boolean {
  const { documents, ignored, broken } = yamlContents(bytes.toString('utf8'))
  for (const kind of ignored) reading.store.ignore(kind)
  for (const document of documents) takeIn(file, document, reading)
  return broken
}

function takeIn(file: DumpFile, document: unknown, reading: Reading): void {
  const name = posix.basename(file.path)
  const report = name === 'report.json' ? ownReport(file.path, document) : null
  if (report !== null) reading.reports.push(report)
  const facts = name === 'snapshot.json' ? snapshotFactsSchema.safeParse(document).data : undefined
  if (facts !== undefined) reading.facts = facts
  if (report === null && facts === undefined) reading.store.add(document, file.path)
}

function severalReports(name: string, reports: readonly OwnReport[]): ConfigurationError {
  const folders = reports.map(({ folder }) => folder || '.').join(', ')
  return new ConfigurationError([
    `${name} holds ${reports.length} reports (in ${folders}), each of another cluster or moment. Name one of these folders instead.`,
  ])
}

function nothingIn(name: string, files: readonly DumpFile[], unread: readonly string[]): ConfigurationError {
  const [first] = unread
  const why =
    files.length === 0
      ? 'The folder is empty.'
      : first === undefined
        ? 'Expected is JSON or YAML as `kubectl get … -o json` or `kubectl cluster-info dump --output-directory` writes it.'
        : `${first}${unread.length === 1 ? '' : ` (and ${unread.length - 1} more)`}.`
  return new ConfigurationError([`No Kubernetes objects were found in ${name}. ${why}`])
}

function requireNamespaces(names: readonly string[], store: Store, name: string): void {
  const objects = [
    ...store.shelves.Pod.all(),
    ...store.shelves.Event.all(),
    ...store.shelves.Deployment.all(),
  ]
  const there = new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'))
  for (const { metadata } of store.shelves.Namespace.all()) there.add(metadata.name)
  const absent = names.filter(one => !there.has(one))
  if (absent.length === 0) return
  throw new ConfigurationError([
    `There is nothing of the namespace ${absent.join(', ')} in ${name}. It holds ${[...there].toSorted().join(', ') || 'none'}.`,
  ])
}

function secretsIn(store: Store): readonly PodSecret[] {
  return store.shelves.Secret.all().flatMap(({ metadata, data = {}, stringData = {} }) => {
    const key = `${metadata.namespace ?? 'default'}/${metadata.name}`
    const told = Object.entries(data).filter(([, encoded]) => !isMasked(encoded))
    const plain = Object.entries(stringData).map(([keyName, value]) => ({
      label: `secret ${metadata.name}/${keyName}`,
      value,
      keyName,
      path: `${key}/${keyName}`,
    }))
    return [...secretValues(key, Object.fromEntries(told)), ...plain]
  })
}

/** What tools that save dumps put in the place of a Secret's value. */
function isMasked(encoded: string): boolean {
  return /redact|mask|hidden|^[*x]+$|^$/i.test(encoded) || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(encoded)
}
