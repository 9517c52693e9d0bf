// YAML as dumps have it: many documents, long lists, and much that tells nothing, which is not parsed at all.
import { parseAllDocuments } from 'yaml'
import { mentionsKnownKind } from './kinds.ts'
import { plainYaml } from './plain-yaml.ts'

export interface YamlContents {
  readonly documents: readonly unknown[]
  /** Kinds of objects that were passed over unparsed. */
  readonly ignored: readonly string[]
  /** True where a part is no YAML: the rest was read all the same. */
  readonly broken: boolean
}

/** The documents of a file in which some kind that we read is mentioned. */
export function yamlContents(text: string): YamlContents {
  const documents: unknown[] = []
  const ignored: string[] = []
  let broken = false
  for (const part of text.replaceAll('\r\n', '\n').split(/^---(?:[ \t].*)?$/m)) {
    if (part.trim() === '') continue
    if (!mentionsKnownKind(part) && /^[ \t-]*kind:/m.test(part)) {
      ignored.push(...kindsIn(part))
      continue
    }
    const parsed = parsedPart(part)
    if (parsed === undefined) broken = true
    else documents.push(parsed)
  }
  return { documents, ignored, broken }
}

/** The kinds of a document's object or of its items: the only ones that stand so far left. */
function kindsIn(text: string): readonly string[] {
  return [...text.matchAll(/^(?:- | {2})?kind: *["']?(\w{1,100})/gm)]
    .map(match => match[1] ?? '')
    .filter(kind => !kind.endsWith('List'))
}

function parsedPart(part: string): unknown {
  const plain = plainYaml(part)
  if (plain !== null) return plain.value
  // Neither comments nor positions are needed, and an alias that unfolds without end must not fill the memory.
  const [document] = parseAllDocuments(part, {
    logLevel: 'error',
    prettyErrors: false,
    uniqueKeys: false,
    version: '1.2',
  })
  if (document === undefined || !('toJS' in document) || document.errors.length > 0) return undefined
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    return value
  } catch {
    return undefined
  }
}
