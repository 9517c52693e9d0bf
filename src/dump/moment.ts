// When a dump was taken, read from the times in its objects: never later than the dump, seldom much earlier.

/** Members that tell a moment of the past, in any kind of object. */
const pastTimes: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'firstTimestamp',
  'lastTimestamp',
  'eventTime',
  'lastObservedTime',
  'deprecatedFirstTimestamp',
  'deprecatedLastTimestamp',
  'lastTransitionTime',
  'lastHeartbeatTime',
  'lastProbeTime',
  'lastUpdateTime',
  'startedAt',
  'finishedAt',
  'startTime',
  'completionTime',
  'lastScheduleTime',
  'lastSuccessfulTime',
  'renewTime',
])

/** The newest time of the past in an object, in milliseconds since 1970; 0 where there is none. */
export function newestIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let newest = 0
  for (const [key, member] of Object.entries(value)) {
    // Who wrote which field when says nothing of the dump, and is long.
    if (key === 'managedFields') continue
    if (typeof member === 'object') newest = Math.max(newest, newestIn(member))
    else if (typeof member === 'string' && pastTimes.has(key)) newest = Math.max(newest, timeOf(member))
  }
  return newest
}

function timeOf(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? 0 : time
}
