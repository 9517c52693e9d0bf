// What the app talks to, as `dependencies` tried it from inside: the name, the address, the connection.
import { sectionsOf } from './sections.ts'

/** `unresolved`: the name leads nowhere. `null`: only the name was asked, or the connection could not be tried. */
export type Reach = 'connected' | 'refused' | 'timed-out' | 'unreachable' | 'unresolved' | null

export interface Attempt {
  readonly host: string
  /** The name that was found, with its trailing dot; null for a bare address and where none was. */
  readonly name: string | null
  readonly address: string | null
  readonly reach: Reach
  /** True where DNS itself did not answer. */
  readonly dnsSilent: boolean
}

export interface DependencyCheck extends Attempt {
  readonly port: number | null
  /** Where the app names it: `env DATABASE_URL`, `log:app`, `configuration`. */
  readonly from: string
  /** Names that the app may have meant, tried as well. */
  readonly instead: readonly Attempt[]
}

/** Every dependency that was tried, in no certain order; empty where the command was not run. */
export function dependenciesTried(output: string): readonly DependencyCheck[] {
  return [...sectionsOf(output)].flatMap(([label, lines]) => {
    const [, host, port] = /^([^:]{1,253})(?::(\d{1,5}))?$/.exec(label) ?? []
    if (host === undefined) return []
    const [own = [], ...others] = blocksOf(lines)
    const from = own.find(line => line.startsWith('from '))?.slice('from '.length) ?? ''
    return [
      {
        ...attemptOf(host, own),
        port: port === undefined ? null : Number(port),
        from,
        instead: others.map(block => attemptOf((block[0] ?? '').slice('instead '.length), block)),
      },
    ]
  })
}

/** The lines of the dependency itself, then those of each name tried instead, which begins its own block. */
function blocksOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [[]]
  for (const line of lines) {
    if (line.startsWith('instead ')) blocks.push([])
    blocks.at(-1)?.push(line)
  }
  return blocks
}

function attemptOf(host: string, lines: readonly string[]): Attempt {
  const names = lines.flatMap(line => {
    const [, name, answer] = /^name (\S{1,300}) (\S{1,100})$/.exec(line) ?? []
    return name === undefined || answer === undefined ? [] : [{ name, answer }]
  })
  const found = names.find(({ answer }) => /[.:]/.test(answer))
  const tcp = /^tcp (\S{1,100}) \d{1,5} (connected|refused|timed-out|unreachable)\b/
  const [, address, said] = lines.map(line => tcp.exec(line)).find(match => match !== null) ?? []
  const unresolved = names.length > 0 && found === undefined && names.every(({ answer }) => answer === 'none')
  return {
    host,
    name: found?.name ?? null,
    address: found?.answer ?? address ?? null,
    reach: unresolved ? 'unresolved' : reachOf(said),
    dnsSilent: names.some(({ answer }) => answer === 'silent'),
  }
}

function reachOf(said: string | undefined): Reach {
  return said === 'connected' || said === 'refused' || said === 'timed-out' || said === 'unreachable'
    ? said
    : null
}

/** True where the dependency certainly can't be used from inside the pod. */
export function fails(attempt: Attempt): boolean {
  return attempt.reach !== null && attempt.reach !== 'connected'
}

/** Such as `db:5432 (env DATABASE_URL): db.shop.svc.cluster.local. is 10.96.3.4; connection refused`. */
export function describeCheck(check: DependencyCheck): string {
  const label = check.port === null ? check.host : `${check.host}:${check.port}`
  const others = check.instead.filter(other => other.address !== null)
  return [
    `${label} (${check.from}): ${describeAttempt(check)}`,
    ...others.map(other => `${other.host}: ${describeAttempt(other)}`),
  ].join('\n')
}

const WORDS: Readonly<Record<NonNullable<Reach>, string>> = {
  connected: 'connected',
  refused: 'connection refused',
  'timed-out': 'no answer within 3 s',
  unreachable: 'no route to it',
  unresolved: 'no such name in DNS',
}

function describeAttempt(attempt: Attempt): string {
  const parts = [
    ...(attempt.name === null ? [] : [`${attempt.name} is ${attempt.address}`]),
    ...(attempt.reach === null ? [] : [WORDS[attempt.reach]]),
    ...(attempt.dnsSilent ? ['DNS did not answer'] : []),
  ]
  return parts.length === 0 ? 'not tried' : parts.join('; ')
}
