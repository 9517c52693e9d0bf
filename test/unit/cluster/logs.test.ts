// Logs that the runtime has just thrown away.
import { expect, test } from 'vitest'
import { ByteBudget } from '../../../src/cluster/budget.ts'
import { readLogs } from '../../../src/cluster/logs.ts'
import { asText } from '../../../src/model/inspection.ts'
import { ended, pod, waiting } from '../support/build.ts'

const gone = 'unable to retrieve container logs for containerd://c0f7e36b1142'
const broken =
  'failed to try resolving symlinks in path "/var/log/pods/a/1.log": lstat /var/log/pods/a/1.log: no such file or directory'

/** Reads the logs of a crash-looping container; each answer is for one request, and the last one for all further ones. */
async function read(...answers: readonly string[]) {
  const asked: string[] = []
  const waits: number[] = []
  async function* stream({ query }: { readonly query?: Readonly<Record<string, string>> }) {
    if (query?.['previous'] === undefined)
      asked.push(answers[Math.min(asked.length, answers.length - 1)] ?? '')
    yield Buffer.from(query?.['previous'] === undefined ? (asked.at(-1) ?? '') : gone)
  }
  const clock = {
    now: () => 0,
    sleep: (ms: number) => {
      waits.push(ms)
      return Promise.resolve(true)
    },
  }
  const { terminated } = ended(1)
  const lastState = { terminated: { ...terminated, containerID: 'containerd://c0f7e36b1142' } }
  const state = waiting('CrashLoopBackOff')
  const crashing = pod({
    ready: false,
    restarts: 3,
    status: {
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 3,
          containerID: 'containerd://c0f7e36b1142',
          state,
          lastState,
        },
      ],
    },
  })
  const reading = { capBytes: 1_000, budget: new ByteBudget(), clock }
  const { logs } = await readLogs({ stream }, crashing, reading, new AbortController().signal)
  const current = logs.find(log => !log.previous)
  return { text: current && asText(current.bytes), asked: asked.length, waits: waits.length }
}

test.each([gone, broken])(
  'the failed run’s log is asked for again, as the container may just be replaced: %s',
  async notice => {
    expect(await read(notice, 'FATAL dial tcp quotes:80')).toEqual({
      text: 'FATAL dial tcp quotes:80',
      asked: 2,
      waits: 1,
    })
  },
)

test('a log that stays away does not hold the report up', async () => {
  expect(await read(gone)).toEqual({ text: gone, asked: 3, waits: 2 })
})

test('what an app says of files is its log', async () => {
  const own = 'failed to open log file "/data/x.log"\nexiting\n'
  expect(await read(own)).toEqual({ text: own, asked: 1, waits: 0 })
})
