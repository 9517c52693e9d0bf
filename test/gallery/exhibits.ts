// What the gallery shows: five faults, each recorded on a real cluster.
import { join } from 'node:path'

export interface Exhibit {
  /** Its folder in docs/gallery. */
  readonly name: string
  /** The folder in test/faults, or the demo's shop. */
  readonly fault: string
  /** What is broken, for the gallery's page. */
  readonly words: string
}

export const demo = 'demo'

export const exhibits: readonly Exhibit[] = [
  {
    name: 'listen-address',
    fault: 'loopback',
    words: 'A service listens on 127.0.0.1, so nobody reaches it. Only a look from inside can tell.',
  },
  {
    name: 'image-cascade',
    fault: 'image-cascade',
    words: 'An API crashes because its database is not there, because the image of that cannot be pulled.',
  },
  {
    name: 'out-of-memory',
    fault: 'oom',
    words: 'A container is killed at its memory limit, over and over.',
  },
  {
    name: 'missing-variable',
    fault: 'variable',
    words: 'A program ends at once because an environment variable is not set.',
  },
  {
    name: 'shop',
    fault: demo,
    words: 'A small shop that is broken in seven ways at once, as `npm run demo` shows it.',
  },
]

/** The namespace that the recordings name, whatever it was called on the cluster. */
export const shownNamespace = 'shop'

/** Where the recording of an exhibit is kept. */
export function recordingPath(name: string): string {
  return join(import.meta.dirname, 'recorded', `${name}.json`)
}
