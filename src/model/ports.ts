// What the story needs from outside, as parameters: time, chance, and somewhere to say how it goes.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves to true after that many milliseconds, to false as soon as the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>
}

/** Where things are said. Every implementation makes untrusted text harmless: callers pass plain words. */
export interface Voice {
  info(line: string): void
  warning(line: string): void
}

/** Where progress is told. */
export interface Progress extends Voice {
  /** What is being waited for from now on, such as `3 of 5 pods done`: said when nothing else has been for a while. */
  waitingFor(what: string): void
}
