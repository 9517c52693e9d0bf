// The comment's bytes: a mark to find it by, the sections packed out of sight, and what people read.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { readSections, type Section } from '../../render/comment/section.ts'

/** Hostile data may unpack to a thousand times its size. */
const unpackedBytes = 2 * 1024 * 1024

/** Both stand at the very start, where nothing that is quoted further down can be taken for them. */
const head =
  /^<!-- ephemeral-debug-action comment ([0-9a-f]{16}) -->\r?\n<!-- v1 ([A-Za-z0-9+/]{1,65536}={0,2}) -->\r?\n/

/** @param key which workflow the comment is of: 16 hexadecimal digits */
export function sealedEnvelope(key: string, visible: string, sections: readonly Section[]): string {
  const packed = deflateRawSync(JSON.stringify(sections), { level: 9 }).toString('base64')
  return `<!-- ephemeral-debug-action comment ${key} -->\n<!-- v1 ${packed} -->\n\n${visible}\n`
}

/** Whether a body says that it is this workflow's comment. Anybody can say so: the author decides. */
export function hasMark(key: string, body: string): boolean {
  return body.startsWith(`<!-- ephemeral-debug-action comment ${key} -->`)
}

/** The sections in a comment; none where somebody has spoiled them. */
export function openEnvelope(key: string, body: string): readonly Section[] {
  const [, mark, packed = ''] = head.exec(body) ?? []
  if (mark !== key) return []
  try {
    const json = inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: unpackedBytes })
    return readSections(JSON.parse(json.toString('utf8')))
  } catch {
    return []
  }
}
