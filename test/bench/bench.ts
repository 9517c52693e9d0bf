// How long the built action takes: `npm run bench`. Prints a table and fails where a median is over its limit.
import { ensureCluster } from '../cluster/index.ts'
import { failingPods, withManyPods } from './clusters.ts'
import { type Measurement, shown, summarized } from './measure.ts'
import { diagnosing, largeDump, manyPods, readingDump } from './offline.ts'
import { pageTimes } from './page.ts'
import { redacting } from './redaction.ts'
import { arming, inspecting, observing } from './runs.ts'

const measurements: Measurement[] = []
const note = (measurement: Measurement): void => {
  measurements.push(measurement)
  console.error(shown([measurement]).at(-1))
}
const thousand = manyPods(1_000)
note(await summarized('1,000 pods of a snapshot diagnosed', 200, 15, () => diagnosing(thousand)))
const dump = largeDump(100)
note(await summarized('a dump of 100 MB in one file read', 10_000, 3, () => readingDump(dump)))
const cluster = await ensureCluster()
// The limits are for two processors that run the cluster and its pods as well; a machine that is busy otherwise measures that.
try {
  for (const { name, limitMs, times } of await pageTimes(5))
    note(await summarized(name, limitMs, times.length, () => Promise.resolve(times.shift() ?? Number.NaN)))
  for (const measurement of await redacting()) note(measurement)
  note(await summarized('a job that passes, both steps', 1_000, 7, arming))
  for (const { count, runs, limitMs } of [
    { count: 1, runs: 5, limitMs: 2_000 },
    { count: 10, runs: 3, limitMs: 8_000 },
    { count: 40, runs: 3, limitMs: 40_000 },
  ]) {
    await failingPods(cluster.kubeconfig, count, async namespace => {
      const name = `${count} ${count === 1 ? 'pod' : 'pods'} looked into`
      const looks: number[] = []
      const whole = await summarized(`${name}, the whole step`, limitMs + 3_000, runs, async () => {
        const { inspectionMs, stepMs } = await inspecting(cluster.kubeconfig, namespace, count)
        looks.push(inspectionMs)
        return stepMs
      })
      note(await summarized(name, limitMs, runs, () => Promise.resolve(looks.shift() ?? Number.NaN)))
      note(whole)
    })
  }
  await withManyPods(1_000, async kubeconfig => {
    note(
      await summarized('1,000 pods read, 20 of them failing, the whole step', 6_000, 5, () =>
        observing(kubeconfig),
      ),
    )
  })
} finally {
  if (cluster.started) await cluster.down()
}
console.log(shown(measurements).join('\n'))
if (measurements.some(({ median, limitMs }) => median > limitMs)) process.exitCode = 1
