// What a file of a dump is, by its name's ending and its first lines.
import type { DumpFile } from './files.ts'

/** `blocks`: logs of several containers between kubectl's marks. */
export type Role = 'objects' | 'log' | 'blocks' | 'packed' | 'described' | 'table' | 'other'

const headBytes = 4_096

export function roleOf(file: DumpFile): Role {
  const name = file.path.toLowerCase()
  if (/\.(?:gz|tgz|zip|tar|xz|zst|bz2|7z)$/.test(name)) return 'packed'
  // What our own commands printed is read by the report that names it.
  if (/(?:^|\/)inspection\/[^/]+\.out$|\.(?:html?|md|png|svg|pdf|css|js|sh|xml|csv)$/.test(name))
    return 'other'
  if (/\.(?:json|ya?ml|jsonl|ndjson)$/.test(name)) return 'objects'
  return file.size === 0 ? 'other' : roleByHead(file.read(0, headBytes).toString('latin1'))
}

function roleByHead(head: string): Role {
  if (/^(?:\x1f\x8b|PK\x03\x04|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)/.test(head)) return 'packed'
  if (/^\s*==== START logs for container /.test(head)) return 'blocks'
  if (/^\s*[[{]\s*(?:\{\s*)?"(?:apiVersion|kind|items|metadata)"/.test(head)) return 'objects'
  if (/^(?:---[^\n]*\n|#[^\n]*\n|\s*\n)*(?:- )?(?:apiVersion|kind|items|metadata): *\S?/.test(head))
    return 'objects'
  if (/^Name: +\S[^\n]*\n(?:Namespace|Labels|Priority|Roles|Selector|CreationTimestamp):/.test(head))
    return 'described'
  return /^(?:NAMESPACE +)?(?:NAME +READY +|LAST SEEN +TYPE +)/.test(head) ? 'table' : 'log'
}
