#!/usr/bin/env node
// The command line: diagnoses a saved dump of a cluster, with no cluster at hand.
import type { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type DumpFile, inMemory, listFiles } from './dump/files.ts'
import { type Dump, readDump } from './dump/read.ts'
import { ConfigurationError } from './model/errors.ts'
import { diagnoseDump, type Offline } from './offline.ts'
import { checkFile } from './redact/seal.ts'
import { terminalFindings } from './render/terminal.ts'
import { visibleLine } from './render/visible.ts'
import { counted } from './render/words.ts'

const version = '0.1.0'
const BUGS = 'https://github.com/org/ephemeral-debug-action/issues'

const usage = `Usage: ephemeral-debug diagnose PATH [options]

Names what is wrong in a saved dump of a Kubernetes cluster. No cluster is asked.

PATH is a folder or a file with objects as JSON or YAML, for instance
  the folder that "kubectl cluster-info dump --all-namespaces --output-directory=DIR" writes,
  the artifact of ephemeral-debug-action, unpacked,
  the output of "kubectl get pods,events,services,nodes -A -o json",
  a must-gather, a support bundle or what "kind export logs" writes, unpacked,
  or - for what comes through a pipe.

Options:
  --json             print report.json instead of text
  --html FILE        write the report as a page too
  --namespace NS     look at this namespace only; may be repeated, or several with commas
  --at TIME          when the dump was taken (ISO 8601); else its own newest time counts
  --since TIME       when the test began (ISO 8601): what failed before is not its fault
  --no-color         print without colours
  --help, --version

Exit code: 0 when the dump was read, whatever was found; 2 when it can't be read.
`

interface Arguments {
  readonly path: string
  readonly json: boolean
  readonly html: string | null
  readonly namespaces: readonly string[]
  readonly at: string | null
  readonly since: string | null
  readonly color: boolean
}

/** Everything but a path: what was asked for is to be printed, and that is all. */
type Request = { readonly print: string } | Arguments

function parseArguments(words: readonly string[]): Request {
  const { values, positionals } = parsed(words)
  if (values.help === true || words.length === 0) return { print: usage }
  if (values.version === true) return { print: `${version}\n` }
  const [command, path, ...rest] = positionals
  if (command !== 'diagnose') {
    const said = command === undefined ? 'The command is missing' : `Unknown command: ${command}`
    throw new ConfigurationError([`${said}. Write: ephemeral-debug diagnose PATH`])
  }
  if (path === undefined)
    throw new ConfigurationError(['PATH is missing. Write: ephemeral-debug diagnose PATH'])
  if (rest.length > 0) {
    throw new ConfigurationError([
      `One PATH at a time, not ${rest.length + 1}: ${[path, ...rest].join(' ')}. Put the files into one folder. Several namespaces are written --namespace a,b.`,
    ])
  }
  return {
    path,
    json: values.json === true,
    html: values.html ?? null,
    namespaces: (values.namespace ?? []).flatMap(list => list.split(',')).filter(name => name !== ''),
    at: timeIn('--at', values.at),
    since: timeIn('--since', values.since),
    color: values['no-color'] !== true,
  }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        html: { type: 'string' },
        namespace: { type: 'string', multiple: true, short: 'n' },
        at: { type: 'string' },
        since: { type: 'string' },
        'no-color': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError([`${said.split('. ')[0] ?? said}. See: ephemeral-debug --help`])
  }
}

function timeIn(option: string, text: string | undefined): string | null {
  if (text === undefined) return null
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new ConfigurationError([`Invalid ${option}: ${text}. Write a time such as 2026-05-01T10:30:00Z.`])
}

function main(words: readonly string[]): void {
  const request = parseArguments(words)
  if ('print' in request) {
    process.stdout.write(request.print)
    return
  }
  const { namespaces, at, since } = request
  const dump = readDump(filesAt(request.path), { namespaces, at, since }, request.path)
  const offline = diagnoseDump(dump, randomBytes(32), () => performance.now())
  if (request.html !== null) writePage(request.html, offline)
  const text = request.json ? `${JSON.stringify(offline.report, null, 2)}\n` : inWords(offline, request.color)
  process.stdout.write(safe(offline, request.json ? 'report.json' : 'report.txt', text))
  const note = visibleLine(offline.redactor.text(readWords(dump, offline)))
  const out = request.json ? process.stderr : process.stdout
  out.write(`${request.json ? '' : '\n'}${note}\n`)
}

/** A report.json stands for the artifact that it lies in. */
function filesAt(path: string): readonly DumpFile[] {
  if (path === '-') return [inMemory('stdin', fromPipe())]
  const files = listFiles(path)
  const beside = basename(path) === 'report.json' && files.length === 1 ? listFiles(dirname(path)) : []
  return beside.some(file => file.path.startsWith('cluster/')) ? beside : files
}

function fromPipe(): Buffer {
  if (process.stdin.isTTY) throw new ConfigurationError(['PATH is -, and nothing comes through a pipe.'])
  return readFileSync(0)
}

function inWords(offline: Offline, wantsColor: boolean): string {
  const { isTTY = false, columns = 80 } = process.stdout
  const color = wantsColor && isTTY && (process.env['NO_COLOR'] ?? '') === ''
  return terminalFindings(offline.report, { width: Math.min(columns, 140), color })
}

/** The last gate, as for every file of the artifact. */
function safe({ redactor }: Offline, path: string, content: string): Uint8Array {
  const sealed = checkFile(redactor, { path, content })
  if (sealed.sealed) return sealed.content
  throw new ConfigurationError([`Nothing is printed: ${sealed.reason}`])
}

function writePage(path: string, offline: Offline): void {
  const content = safe(offline, 'report.html', offline.html())
  try {
    writeFileSync(path, content)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError([`The page can't be written to ${join(path)}: ${why}`])
  }
}

/** What there was, so that nobody takes a thin dump for a healthy cluster. */
function readWords({ snapshot, store, logCount, own }: Dump, { logsRead }: Offline): string {
  const objects = [...snapshot.pods, ...snapshot.events, ...snapshot.workloads, ...snapshot.services]
  const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'))
  const parts = [
    counted(snapshot.pods.length, 'pod'),
    counted(snapshot.workloads.length, 'workload'),
    counted(snapshot.events.length, 'event'),
    counted(snapshot.services.length, 'service'),
    counted(snapshot.nodes.length, 'node'),
    `${counted(logCount, 'log')} (${logsRead} of failing pods)`,
  ]
  const ignored = [...store.ignored.values()].reduce((sum, count) => sum + count, 0)
  const kinds = [...store.ignored].toSorted((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} ${kind}`)
  const others =
    ignored === 0 ? '' : ` Not used: ${kinds.slice(0, 6).join(', ')}${kinds.length > 6 ? ', …' : ''}.`
  const manifests =
    store.manifests === 0 ? '' : ` ${counted(store.manifests, 'pod')} without a status (a manifest) left out.`
  const source = own === null ? '' : ' and what was seen inside the pods'
  return `Read: ${parts.join(', ')} in ${counted(namespaces.size, 'namespace')}${source}.${manifests}${others}`
}

/** The user's fault is one sentence. Ours is shown whole, with where to report it. */
function failed(error: unknown): number {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`${error.faults.map(visibleLine).join('\n')}\n`)
    return 2
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`ephemeral-debug has a bug. Please report it with what follows at ${BUGS}\n${stack}\n`)
  return 70
}

// `diagnose … | head` has read enough.
process.stdout.on('error', () => process.exit(0))
try {
  // Map.groupBy and its like.
  if (Number.parseInt(process.versions.node, 10) < 22) {
    throw new ConfigurationError([`Node ${process.versions.node} is too old: 22 or newer is needed.`])
  }
  main(process.argv.slice(2))
} catch (error) {
  process.exitCode = failed(error)
}
