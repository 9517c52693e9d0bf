// The debugger's image: a reference by the grammar of container registries, checked before a node tries to pull it.
import { type Checked, good, invalid } from './checked.ts'

const longestReference = 1024
const longestName = 255

const hostAndPort =
  /^(?:[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::\d+)?$/
const pathComponent = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const digestForm = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/

/**
 * `[host[:port]/]path[:tag][@digest]`, as github.com/distribution/reference reads it, save that `MyOrg/tool` is refused:
 * there it means a host without dots, and nobody who writes it does.
 */
export function imageReference(name: string, text: string): Checked<string> {
  const advice = imageAdvice(text)
  return advice === null ? good(text) : invalid(name, text, advice)
}

/** What to change, or null where the reference is good. */
function imageAdvice(text: string): string | null {
  if (text.startsWith('-')) return 'An image reference does not begin with a hyphen.'
  if (/^[a-z]+:\/\//.test(text)) return 'Leave out the scheme: registry.example.com/team/tool:1.0.'
  if (/\s/.test(text)) return 'An image reference has no spaces.'
  if (text.length > longestReference) return `Use at most ${longestReference} characters.`
  const { repository, tag, digest } = split(text)
  if (digest !== null && !digestForm.test(digest)) return 'A digest is sha256: and 64 hexadecimal digits.'
  if (tag !== null && !tagForm.test(tag)) {
    return 'A tag has at most 128 letters, digits, dots, hyphens and underscores.'
  }
  return repositoryAdvice(repository)
}

/** A colon after the last slash begins the tag; one before it belongs to the registry's port. */
function split(text: string): { repository: string; tag: string | null; digest: string | null } {
  const at = text.indexOf('@')
  const digest = at < 0 ? null : text.slice(at + 1)
  const named = at < 0 ? text : text.slice(0, at)
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  if (colon < 0) return { repository: named, tag: null, digest }
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest }
}

function repositoryAdvice(repository: string): string | null {
  const components = repository.split('/')
  const [first = ''] = components
  const isHost = components.length > 1 && (/[.:]/.test(first) || first === 'localhost')
  if (isHost && !hostAndPort.test(first)) return 'The part before the first slash is not a host name.'
  const path = isHost ? components.slice(1) : components
  // An image's id is no name: container runtimes refuse it, lest the one be taken for the other.
  if (/^[0-9a-f]{64}$/.test(repository)) return 'Give the name of an image, not its id.'
  if (path.every(part => pathComponent.test(part))) {
    const tooLong = path.join('/').length > longestName
    return tooLong ? `A repository has at most ${longestName} characters after the host.` : null
  }
  if (path.every(part => pathComponent.test(part.toLowerCase()))) {
    const lower = path.join('/').toLowerCase()
    return `A repository is in lower case: ${isHost ? `${first}/${lower}` : lower}.`
  }
  return 'Use a reference such as busybox:1.37 or registry.example.com/team/tool:1.0.'
}
