// The timeline: what the statuses, the events and the looks say about when things happened.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventSchema } from '../../../src/model/objects.ts'
import { type Pod, podSchema } from '../../../src/model/pod.ts'
import { timelineSection } from '../../../src/render/html/chart.ts'
import { happenings, type Seen, timelineOf } from '../../../src/render/timeline/timeline.ts'
import { first, look, suspect } from './sample.ts'

const at = (time: string): string => `2026-11-22T${time}Z`
const ms = (time: string): number => Date.parse(at(time))
const run = { startedAt: at('10:01:00'), durationMs: 20_000 }
const name = first.pod.metadata.name

function podWith(status: object, metadata: object = {}): Pod {
  return podSchema.parse({
    ...first.pod,
    metadata: { ...first.pod.metadata, ...metadata },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ...status }] },
  })
}

function event(changes: object): Seen['events'][number] {
  return eventSchema.parse({
    metadata: { name: 'e', namespace: 'shop' },
    involvedObject: { kind: 'Pod', namespace: 'shop', name, fieldPath: 'spec.containers{app}' },
    ...changes,
  })
}

const failedStep = { name: 'Run <e2e> tests', at: at('10:00:40') }

test('the step that failed lies on the axis, between the beginning of the job and our look', () => {
  const seen: Seen = {
    takenAt: at('10:01:00'),
    jobStartedAt: at('10:00:00'),
    failedStep,
    pods: [],
    events: [],
  }
  const made = timelineOf(seen, [look({ ...first, pod: podWith(crashed) }, [])], run)
  expect(made?.failed).toEqual({ at: ms('10:00:40'), step: 'Run <e2e> tests' })
  const { markup } = timelineSection(made)
  expect(markup.match(/job began|a step failed|our look began/g)?.slice(0, 3)).toEqual([
    'job began',
    'a step failed',
    'our look began',
  ])
  expect(markup).toContain('the step failed: Run &lt;e2e&gt; tests')
})

function timeline(pod: Pod, events: Seen['events'] = [], jobStartedAt: string | null = at('10:00:00')) {
  const seen: Seen = { takenAt: at('10:01:00'), jobStartedAt, pods: [pod], events }
  const one = look({ ...first, pod }, [])
  return timelineOf(seen, [{ ...one, transcript: { ...one.transcript, startedAt: at('10:01:02') } }], run)
}

const rowOf = (made: ReturnType<typeof timeline>, label: string) =>
  made?.lanes[0]?.rows.find(row => row.label === label)

const crashed = {
  restartCount: 3,
  lastState: {
    terminated: { exitCode: 1, reason: 'Error', startedAt: at('10:00:20'), finishedAt: at('10:00:25') },
  },
  state: { waiting: { reason: 'CrashLoopBackOff' } },
}

describe('a crashing container', () => {
  test('has its last run, its end and its waiting, told as a list as well', () => {
    const made = timeline(podWith(crashed))
    expect(rowOf(made, 'app')?.runs).toMatchObject([
      { from: ms('10:00:20'), to: ms('10:00:25'), tone: 'bad', end: 'ended with exit code 1 (Error)' },
      { from: ms('10:00:25'), to: ms('10:01:00'), tone: 'idle', text: 'waits: CrashLoopBackOff' },
    ])
    if (made === null) throw new Error('There is no timeline.')
    expect(happenings(made).map(({ at: time, label, text }) => [time, label, text])).toEqual([
      [ms('10:00:20'), 'app', 'started (run 3; earlier ones are not known)'],
      [ms('10:00:25'), 'app', 'ended with exit code 1 (Error)'],
      [ms('10:00:25'), 'app', 'waits: CrashLoopBackOff'],
      [ms('10:01:02'), 'our debugger', '0 commands run from inside'],
    ])
  })
})

test('a running container that is not ready runs until it was looked at', () => {
  const made = timeline(podWith({ ready: false, state: { running: { startedAt: at('10:00:10') } } }))
  expect(rowOf(made, 'app')?.runs).toMatchObject([
    { from: ms('10:00:10'), to: ms('10:01:00'), tone: 'warn', text: 'started; not ready' },
  ])
})

describe('events', () => {
  const probe = event({
    type: 'Warning',
    reason: 'Unhealthy',
    message: 'Readiness probe failed',
    count: 12,
    firstTimestamp: at('10:00:12'),
    lastTimestamp: at('10:00:58'),
  })
  const noise = event({ type: 'Normal', reason: 'Pulled', lastTimestamp: at('10:00:09') })
  const ours = event({
    type: 'Warning',
    reason: 'Failed',
    lastTimestamp: at('10:00:59'),
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name,
      fieldPath: 'spec.ephemeralContainers{debugger-x}',
    },
  })
  const scheduling = event({
    type: 'Warning',
    reason: 'FailedScheduling',
    eventTime: at('10:00:05'),
    involvedObject: { kind: 'Pod', namespace: 'shop', name },
  })

  test('stand at their container, repeated ones from first to last, and only those that tell something', () => {
    const made = timeline(podWith(crashed), [probe, noise, ours, scheduling])
    expect(rowOf(made, 'app')?.marks).toEqual([
      {
        at: ms('10:00:12'),
        last: ms('10:00:58'),
        count: 12,
        tone: 'bad',
        text: 'Unhealthy: Readiness probe failed',
      },
    ])
    expect(rowOf(made, 'pod')?.marks).toMatchObject([{ at: ms('10:00:05'), text: 'FailedScheduling' }])
    expect(made === null ? [] : happenings(made).map(({ text }) => text)).toContain(
      'Unhealthy: Readiness probe failed (12 times in 46 s)',
    )
  })
})

describe('the axis', () => {
  test('goes from the job’s beginning to the end of the look', () => {
    expect(timeline(podWith(crashed))).toMatchObject({
      from: ms('10:00:00'),
      to: ms('10:01:20'),
      jobStarted: ms('10:00:00'),
      lookedAt: ms('10:01:00'),
    })
  })

  test('where the job’s beginning is not known, begins with the first thing that is', () => {
    const pod = podWith(crashed, { creationTimestamp: at('09:50:00') })
    expect(timeline(pod, [], null)).toMatchObject({ from: ms('09:50:00'), jobStarted: null })
  })

  test('shows six hours at most, so that the end can be seen', () => {
    const pod = podWith(crashed, { creationTimestamp: '2020-01-01T00:00:00Z' })
    expect(timeline(pod, [], null)?.from).toBe(ms('04:01:20'))
  })

  test('is none where no time is known', () => {
    expect(timelineOf({ takenAt: 'x', jobStartedAt: null, pods: [], events: [] }, [], run)).toBeNull()
    expect(timeline(podWith(crashed))).not.toBeNull()
    expect(
      timelineOf({ takenAt: at('10:01:00'), jobStartedAt: null, pods: [], events: [] }, [], {
        ...run,
        startedAt: 'no time',
      }),
    ).toBeNull()
  })
})

test('more pods than fit are counted', () => {
  const looks = Array.from({ length: 20 }, (_, index) => look(suspect(`web-${index}`), []))
  const seen: Seen = { takenAt: at('10:01:00'), jobStartedAt: null, pods: [], events: [] }
  expect(timelineOf(seen, looks, run)).toMatchObject({ notDrawn: 8, lanes: { length: 12 } })
})

test('a clock that is years ahead does not push all else off the picture', () => {
  const ahead = event({ type: 'Warning', reason: 'BackOff', lastTimestamp: '2099-01-01T00:00:00Z' })
  expect(timeline(podWith(crashed), [ahead])).toMatchObject({ from: ms('10:00:00'), to: ms('10:01:20') })
})

test('whatever the cluster says, there is a picture or none, and every place on it lies within', () => {
  const time = fc.oneof(
    fc.date({ noInvalidDate: true }).map(date => date.toJSON()),
    fc.constantFrom('', 'soon', '0001-01-01T00:00:00Z', '2026-11-22T10:00:30Z', '+275760-09-13T00:00:00Z'),
  )
  fc.assert(
    fc.property(time, time, time, time, fc.integer(), (started, finished, seen, job, count) => {
      const terminated = { exitCode: 1, startedAt: started, finishedAt: finished }
      const pod = podWith({ restartCount: count, lastState: { terminated }, state: { waiting: {} } })
      const events = [event({ type: 'Warning', lastTimestamp: seen, firstTimestamp: started, count })]
      const made = timeline(pod, events, job)
      if (made === null) return
      expect(made.to - made.from).toBeLessThanOrEqual(6 * 3_600_000)
      const { markup } = timelineSection(made)
      expect(markup).not.toMatch(/NaN|Infinity|undefined/)
      for (const [, place] of markup.matchAll(/ x[12]?="(-?[0-9.]+)%"/g)) {
        expect(Number(place)).toBeGreaterThanOrEqual(0)
        expect(Number(place)).toBeLessThanOrEqual(100)
      }
    }),
  )
})
