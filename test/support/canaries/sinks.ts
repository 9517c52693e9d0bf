// Everything that a run makes public, as bytes: through the same stages as in a run, from what was seen to the last line of the log.
import { Buffer } from 'node:buffer'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { conclude } from '../../../src/conclude.ts'
import { openEnvelope, sealedEnvelope } from '../../../src/github/comment/envelope.ts'
import { parseContext } from '../../../src/github/context.ts'
import { JobLog } from '../../../src/github/workflow-commands.ts'
import type { Report } from '../../../src/model/report.ts'
import { gateOf } from '../../../src/publish/comment.ts'
import { publish } from '../../../src/publish.ts'
import type { Redactor } from '../../../src/redact/redactor.ts'
import { artifactFiles } from '../../../src/render/artifact/files.ts'
import { commentBody, type Wrap } from '../../../src/render/comment/body.ts'
import { parseSettings } from '../../../src/settings.ts'
import { frame, sectionOf } from '../../gallery/section.ts'
import { type Planted, suspectsOf } from './planted.ts'

/** Bytes by the name of where they can be read: `log`, `summary`, `outputs`, `file names`, and each file of the artifact. */
export type Sinks = ReadonlyMap<string, Buffer>

/** `setEnvironment` sets a variable of this process: the toolkit reads the outputs' file there. */
export async function sinksOf(
  seen: Planted,
  redactor: Redactor,
  setEnvironment: (name: string, value: string) => void,
): Promise<Sinks> {
  const folder = mkdtempSync(join(tmpdir(), 'canaries-'))
  const place = (name: string): string => join(folder, name)
  const environment = {
    GITHUB_OUTPUT: place('outputs'),
    GITHUB_STEP_SUMMARY: place('summary'),
    RUNNER_TEMP: folder,
  }
  for (const [name, value] of Object.entries(environment)) setEnvironment(name, value)
  for (const name of ['outputs', 'summary']) writeFileSync(place(name), '')
  const printed: string[] = []
  const log = new JobLog(text => printed.push(text))
  try {
    log.hide(redactor.text)
    const suspects = suspectsOf(seen)
    const result = conclude({ ...seen, suspects }, [], redactor)
    for (const entry of seen.snapshot.notCollected) log.warning(entry.why)
    const diagnosis = {
      ...result,
      outcome: 'diagnosed' as const,
      notCollected: result.snapshot.notCollected,
      startedAt: seen.snapshot.takenAt,
      redactor,
    }
    await publish(diagnosis, {
      settings: parseSettings(() => ''),
      context: parseContext(environment, null),
      environment,
      log,
      clock: { now: () => 0, sleep: () => Promise.resolve(true) },
      nonce: 'test',
      durationMs: 1,
      leftMs: 1,
      interrupted: new AbortController().signal,
    })
    const read = (name: string): Buffer => readFileSync(place(name))
    const report = place('ephemeral-debug-report-test')
    const files = readdirSync(report, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
    return new Map([
      ['log', Buffer.from(printed.join(''))],
      ['summary', read('summary')],
      ['outputs', read('outputs')],
      ...commentOf(artifactFiles({ ...diagnosis, durationMs: 1, image: '' }).report, redactor),
      ['file names', Buffer.from(files.join('\n'))],
      ...files.map((path): [string, Buffer] => [relative(report, path), readFileSync(path)]),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The comment as it would be sent, and what is packed in it. */
function commentOf(report: Report, redactor: Redactor): readonly (readonly [string, Buffer])[] {
  const key = '0'.repeat(16)
  const gate = gateOf(redactor)
  const wrap: Wrap = (visible, sections) => sealedEnvelope(key, visible, sections)
  const body = gate.body(commentBody(gate.sections([sectionOf(report, [7])]) ?? [], frame, wrap)) ?? ''
  return [
    ['comment', Buffer.from(body)],
    ['packed in the comment', Buffer.from(JSON.stringify(openEnvelope(key, body)))],
  ]
}

/** The ways in which a reader, or a program that undoes an escape, sees a sink: `letters` for what may be broken into lines. */
export function views(sink: Buffer): {
  readonly plain: readonly Buffer[]
  readonly letters: readonly Buffer[]
} {
  const text = sink.toString('latin1')
  const plainText = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#36;', '$')
    .replaceAll('&#8203;', '')
    .replaceAll('&amp;', '&')
  const unescaped = plainText.replace(/\\(?=[&<>\\`*_{}[\]()|~!$@#+.-])/g, '')
  const percent = text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%')
  const unfolded = text.replace(/\s+|\\n/g, '')
  const asBytes = (one: string): Buffer => Buffer.from(one, 'latin1')
  return {
    plain: [...new Set([text, plainText, unescaped, percent])].map(asBytes),
    letters: [...new Set([text, unfolded])].map(asBytes),
  }
}
