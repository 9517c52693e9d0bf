// Inputs that are a name: namespaces, containers, contexts, artifacts.
import { bad, type Checked, good, invalid, shown } from './checked.ts'

/** DNS-1123 label, as Kubernetes demands of the names of namespaces and containers. */
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/

const dnsLabelAdvice =
  'A name has at most 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.'

/** Names separated by commas, spaces or new lines; each once, in the order given. */
export function namespaces(name: string, text: string): Checked<readonly string[]> {
  const names = [...new Set(text.split(/[\s,]+/).filter(item => item !== ''))]
  const faults = names.filter(item => !dnsLabel.test(item)).map(item => namespaceFault(name, item))
  return faults.length === 0 ? good(names) : bad(...faults)
}

function namespaceFault(name: string, item: string): string {
  const advice = item.includes('*')
    ? 'Patterns are not supported: list the names, or leave the input empty for all namespaces.'
    : dnsLabelAdvice
  return `Invalid ${name}: ${shown(item)}. ${advice}`
}

export function containerName(name: string, text: string): Checked<string> {
  if (dnsLabel.test(text)) return good(text)
  return invalid(name, text, `Give one container's name as the pod's spec has it. ${dnsLabelAdvice}`)
}

/** Kubernetes sets no rules for the names of contexts; only what cannot be meant is refused. */
export function contextName(name: string, text: string): Checked<string> {
  if (!/[\p{Cc}\u2028\u2029]/u.test(text)) return good(text)
  return invalid(name, text, 'Give one name, as `kubectl config get-contexts -o name` prints it.')
}

/** The characters that GitHub's artifact service refuses in a name, and its clients with it. */
const artifactNameRefused = /["<>|*?:\\/]|\p{Cc}/u

export function artifactName(name: string, text: string): Checked<string> {
  if (artifactNameRefused.test(text)) {
    return invalid(name, text, 'An artifact name has none of " : < > | * ? \\ / and no line breaks.')
  }
  return text.length <= 200 ? good(text) : invalid(name, text, 'Use at most 200 characters.')
}
