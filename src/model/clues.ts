// What a pod's own words name before anybody has looked inside: the other ends it talks to and the files it misses.

/** An address that the app uses, and where it is named. */
export interface NamedEndpoint {
  readonly host: string
  /** Null where only the host is named. */
  readonly port: number | null
  /** Such as `env DATABASE_URL`, `args`, `log:app`. */
  readonly from: string
}

/** What the logs of one container name. */
export interface Clues {
  readonly container: string
  readonly endpoints: readonly NamedEndpoint[]
  /** Paths that an error named: absolute, or relative to the app's working directory. */
  readonly paths: readonly string[]
}
