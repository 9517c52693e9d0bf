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

export interface Picture {
  readonly exhibit: string
  /** Its file in docs/gallery. */
  readonly file: string
  readonly words: string
  readonly width: number
  readonly height: number
  readonly dark: boolean
  /** What is clicked before the picture is taken, and what is scrolled to; the top of the page where it is absent. */
  readonly opens?: string
}

const desktop = { width: 1000, height: 940 } as const
const phone = { width: 390, height: 844 } as const

/** The pictures of the gallery; the README shows the first. */
export const pictures: readonly Picture[] = [
  {
    exhibit: 'listen-address',
    file: 'listen-address.png',
    words:
      'The page of a service that listens on loopback only: the cause, what to do, what was seen, the timeline',
    ...desktop,
    dark: false,
  },
  {
    exhibit: 'listen-address',
    file: 'listen-address-pod.png',
    words: 'The pod on the page, with the command that proves the cause opened',
    ...desktop,
    dark: false,
    opens: '.verdict .seen a',
  },
  {
    exhibit: 'image-cascade',
    file: 'image-cascade-dark.png',
    words:
      'The page of a failing chain, in dark: the image, the timeline of both pods, the tree from cause to effect',
    ...desktop,
    height: 1100,
    dark: true,
  },
  {
    exhibit: 'out-of-memory',
    file: 'out-of-memory-phone.png',
    words: 'The page of a container that is killed at its memory limit, on a phone',
    ...phone,
    dark: false,
  },
  {
    exhibit: 'missing-variable',
    file: 'missing-variable-phone-dark.png',
    words: 'The page of a program without its variable, on a phone in dark',
    ...phone,
    dark: true,
  },
  {
    exhibit: 'shop',
    file: 'shop.png',
    words: 'The page of a shop with seven faults: the timeline of its pods',
    ...desktop,
    dark: false,
    opens: 'nav a',
  },
]

/** Where the recording of an exhibit is kept. */
export function recordingPath(name: string): string {
  return join(import.meta.dirname, 'recorded', `${name}.json`)
}
