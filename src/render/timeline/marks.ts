// Events as marks on the timeline, by the container that they are about.
import { type Event, eventCount, eventTime } from '../../model/objects.ts'
import { isAbsent, type Tone } from './runs.ts'

export interface Mark {
  /** First and last time; milliseconds since 1970. */
  readonly at: number
  readonly last: number
  readonly count: number
  readonly tone: Tone
  readonly text: string
}

/** Ordinary events that tell of a turn; the others (Pulled, SuccessfulCreate …) only fill the picture. */
const telling: ReadonlySet<string> = new Set(['Scheduled', 'Started', 'Killing', 'Preempting', 'Evicted'])

/** Marks by container name; `''` for the pod as a whole. Oldest first. */
export function marksOf(events: readonly Event[]): ReadonlyMap<string, readonly Mark[]> {
  const shown = events.filter(event => isTelling(event) && !isOurs(event))
  const placed = shown
    .flatMap(event => markOf(event).map(mark => ({ container: containerOf(event), mark })))
    .toSorted((one, other) => one.mark.at - other.mark.at)
  const groups = Map.groupBy(placed, ({ container }) => container)
  return new Map([...groups].map(([container, list]) => [container, list.map(({ mark }) => mark)]))
}

function isTelling({ type, reason = '' }: Event): boolean {
  return type === 'Warning' || telling.has(reason)
}

/** The debuggers get lines of their own. */
function isOurs({ involvedObject }: Event): boolean {
  return involvedObject.fieldPath?.startsWith('spec.ephemeralContainers') === true
}

function containerOf({ involvedObject }: Event): string {
  return /^spec\.(?:initContainers|containers)\{([^{}]+)\}$/.exec(involvedObject.fieldPath ?? '')?.[1] ?? ''
}

function markOf(event: Event): readonly Mark[] {
  const last = Date.parse(eventTime(event))
  const first = Date.parse(event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '')
  if (isAbsent(last)) return []
  const warning = event.type === 'Warning'
  const message = event.message === undefined ? '' : `: ${event.message}`
  return [
    {
      at: isAbsent(first) ? last : Math.min(first, last),
      last,
      count: eventCount(event),
      tone: warning ? 'bad' : 'good',
      text: `${event.reason ?? 'event'}${message}`,
    },
  ]
}
