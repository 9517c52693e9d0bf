// An image reference in its parts.

export interface ImageName {
  /** As the pod spec writes it. */
  readonly text: string
  /** The registry's host with its port; Docker Hub where none is written. */
  readonly registry: string
  /** `latest` where neither tag nor digest is written. */
  readonly tag: string
}

/** Splits a reference by Docker's rule: the first part is a registry if it has a dot, a colon, or is `localhost`. */
export function imageNameOf(text: string): ImageName {
  const slash = text.indexOf('/')
  const first = slash === -1 ? '' : text.slice(0, slash)
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost'
  const rest = isHost ? text.slice(slash + 1) : text
  const digest = rest.indexOf('@')
  const colon = rest.lastIndexOf(':')
  const tag = digest !== -1 ? rest.slice(digest + 1) : colon === -1 ? 'latest' : rest.slice(colon + 1)
  return { text, registry: isHost ? first : 'docker.io', tag }
}
