// What a chain of messages means, the innermost first.
import { type Meaning, meaningOf } from '../classify.ts'
import { type Endpoint, endpointIn, isName } from '../network.ts'

/**
 * The meaning of a chain of messages, innermost first. The innermost that says anything decides; what it leaves out
 * (the host of a refused connection) is taken from those around it.
 */
export function meaningOfChain(chain: readonly string[]): Meaning | null {
  const meanings = chain
    .map((text, index) => meaningOf(text) ?? meaningWithin(text, chain[index + 1]))
    .filter(meaning => meaning !== null)
  const first = meanings[0]
  if (first?.kind === 'port-in-use')
    return meanings.find(one => one.kind === first.kind && one.port !== null) ?? boundTo(chain, first)
  return first?.kind === 'dependency'
    ? namedBy([...meanings, ...chain.map(endpointIn)], first)
    : (first ?? null)
}

/** Of nobody, the first other end that another message names; of an address, the name that has its port. */
function namedBy(others: readonly (Meaning | Endpoint)[], meaning: Extract<Meaning, { kind: 'dependency' }>) {
  if (isName(meaning.host)) return meaning
  const ends = others.filter(one => 'host' in one).filter(({ host }) => host !== null)
  const { host, port } =
    (meaning.host === null ? ends[0] : ends.find(end => isName(end.host) && end.port === meaning.port)) ??
    meaning
  return { ...meaning, host, port }
}

/** An outer message of the chain names the address that was to be bound. */
function boundTo(chain: readonly string[], meaning: Extract<Meaning, { kind: 'port-in-use' }>): Meaning {
  const ports = chain.map(
    text => /\b(?:bind|listen|server on)\w{0,4}\b.{1,80}(?:(?<!\w"):|\bport )(\d{2,5})\b/i.exec(text)?.[1],
  )
  const port = ports.find(one => one !== undefined)
  return port === undefined ? meaning : { ...meaning, port: Number(port) }
}

/** Longest message that is read together with the one around it. */
const shortMessage = 200

/** `opening /etc/app.toml`, caused by `No such file or directory`: only together they say what is missing. */
function meaningWithin(inner: string, outer: string | undefined): Meaning | null {
  if (outer === undefined || inner.length > shortMessage || outer.length > shortMessage) return null
  return meaningOf(`${outer}: ${inner}`)
}
