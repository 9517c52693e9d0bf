// What went wrong on the way to the cluster, said so that a person can mend it.
import { type Permission, roleIn, ruleToAdd } from '../access/permission.ts'
import { ClusterAccessError } from '../model/errors.ts'
import type { NotCollected } from '../model/snapshot.ts'
import { ApiError, CredentialsError } from './api.ts'

/** An entry for the report about something that could not be read, with the exact rule where RBAC refused it. */
export function notCollected(what: string, error: unknown, permission: Permission): NotCollected {
  if (error instanceof ApiError && error.status === 403) {
    return {
      what,
      why: `The cluster refused: ${error.message}`,
      ...ruleToAdd({ ...permission, where: roleFor(error) }),
    }
  }
  const fix = isOutOfTime(error)
    ? 'Raise the input `timeout`.'
    : 'Nothing to change if it was a passing fault: run the job again.'
  return { what, why: wordsOf(error), fix }
}

/** The refusal itself tells where the rule is missing: in one namespace, or for the whole cluster. */
function roleFor(refusal: ApiError): string {
  const [, namespace] = / in the namespace "([^"]+)"/.exec(refusal.message) ?? []
  if (namespace !== undefined) return roleIn(namespace)
  return / at the cluster scope/.test(refusal.message) ? roleIn(null) : 'the Role'
}

/** Our own time is up, not that of one request. */
function isOutOfTime(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** One sentence about an error, without the parts of it that could carry credentials. */
export function wordsOf(error: unknown): string {
  if (error instanceof CredentialsError) return error.message
  if (error instanceof ApiError) return `The cluster answered ${error.status}: ${error.message}`
  if (!(error instanceof Error)) return 'An unknown error.'
  if (error.name === 'TimeoutError') return 'The cluster did not answer in time.'
  if (isOutOfTime(error)) return 'There was no time left.'
  const code = codeOf(error)
  return code === null ? error.message : (NETWORK_WORDS[code] ?? `The connection failed (${code}).`)
}

const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut.',
  ENOTFOUND: 'Its name is not known to DNS.',
  EAI_AGAIN: 'Its name could not be looked up.',
  ETIMEDOUT: 'The connection timed out.',
  EHOSTUNREACH: 'There is no route to it.',
  ENETUNREACH: 'There is no route to it.',
  UND_ERR_CONNECT_TIMEOUT: 'The connection timed out.',
  UND_ERR_SOCKET: 'The connection was cut.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is not signed by the authority that the kubeconfig names.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate is not signed by the authority that the kubeconfig names.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its certificate is not signed by the authority that the kubeconfig names.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Its certificate is not signed by the authority that the kubeconfig names.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is made out to another name.',
}

/** The system's or the HTTP library's code of a network failure, wherever in the chain of causes it stands. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find(code => code !== null) ?? null
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}

/**
 * What to tell a person when the very first request fails.
 * @param server the API server's address, from the kubeconfig
 */
export function accessError(error: unknown, server: string): ClusterAccessError {
  if (error instanceof ClusterAccessError) return error
  const options = { cause: error }
  if (error instanceof ApiError && error.status === 401) {
    return new ClusterAccessError(
      `The cluster at ${server} does not accept the kubeconfig's credentials; they may have expired.`,
      'Fetch fresh credentials in a step before this one.',
      options,
    )
  }
  if (error instanceof CredentialsError) {
    const fix = 'Install what the kubeconfig calls for credentials, and sign in, in a step before this one.'
    return new ClusterAccessError(
      `The cluster at ${server} could not be asked. ${error.message}`,
      fix,
      options,
    )
  }
  return new ClusterAccessError(
    `The cluster at ${server} could not be asked. ${wordsOf(error)}`,
    'Check that the cluster still exists when this step runs and that the kubeconfig names its address.',
    options,
  )
}
