// Dumps made of texts: what a test writes down is what is read, diagnosed and reported.
import { Buffer } from 'node:buffer'
import { inMemory } from '../../../src/dump/files.ts'
import { type Dump, readDump } from '../../../src/dump/read.ts'
import type { Report } from '../../../src/model/report.ts'
import { diagnoseDump, type Offline } from '../../../src/offline.ts'

/** The files of a dump by path; what is no text is written as JSON. */
export type Files = Readonly<Record<string, unknown>>

export interface Asked {
  readonly namespaces?: readonly string[]
  readonly at?: string | null
  readonly since?: string | null
}

export function dumpOf(files: Files, asked: Asked = {}): Dump {
  const listed = Object.entries(files).map(([path, content]) => inMemory(path, bytesOf(content)))
  return readDump(listed, { namespaces: [], at: null, since: null, ...asked }, 'DUMP')
}

function bytesOf(content: unknown): Buffer {
  if (content instanceof Uint8Array) return Buffer.from(content)
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content, null, 4))
}

export function offline(files: Files, asked: Asked = {}): Offline {
  return diagnoseDump(dumpOf(files, asked), new Uint8Array(32), () => 0)
}

/** `category/cause` of every finding, best first. */
export function findingIds(report: Report): readonly string[] {
  return report.findings.map(({ category, cause }) => `${category}/${cause}`)
}

export function list(kind: string, items: readonly unknown[]): object {
  return { kind: `${kind}List`, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items }
}
