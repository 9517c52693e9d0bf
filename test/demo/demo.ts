// The demo: a real cluster, a shop that is broken in seven ways, and our action in the job that tests it.
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { reportSchema } from '../../src/model/report.ts'
import { terminalFindings } from '../../src/render/terminal.ts'
import { ensureCluster, type TestCluster } from '../cluster/index.ts'
import { createLogView, runJob, startArtifactService } from '../runner/index.ts'
import { actionFolder } from '../support/action.ts'
import { isReady, TestKubernetes } from '../support/kubernetes.ts'

const namespace = 'shop'
/** What a team's own e2e test would wait for its pods. Milliseconds. */
const PATIENCE_MS = 30_000
const COLOUR = process.stdout.isTTY === true

const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}
const heading = (words: string): void =>
  say(`\n${COLOUR ? '\u001b[1m' : ''}${words}${COLOUR ? '\u001b[0m' : ''}`)

async function demo(keep: boolean): Promise<void> {
  const started = Date.now()
  heading('1. A cluster')
  const cluster = await ensureCluster()
  try {
    await failingJob(cluster)
    say(`\nThe demo took ${Math.round((Date.now() - started) / 1000)} s.`)
  } finally {
    if (keep) say(`The cluster stays: KUBECONFIG=${cluster.kubeconfig}. End it with: npm run cluster -- down`)
    else if (cluster.started) await cluster.down()
  }
}

async function failingJob(cluster: TestCluster): Promise<void> {
  const kubernetes = new TestKubernetes(cluster.kubeconfig)
  await kubernetes.deleteNamespace(namespace)
  const artifacts = await startArtifactService()
  const view = createLogView(line => say(`   ${line}`), COLOUR)
  heading('2. A job as CI would run it: our step first, then the test')
  try {
    const job = await runJob({
      action: actionFolder,
      inputs: { kubeconfig: cluster.kubeconfig, namespaces: namespace },
      artifacts,
      onLine: view,
      between: () => testTheShop(kubernetes),
    })
    const [artifact] = artifacts.list()
    if (artifact === undefined) throw new Error('The action uploaded no artifact.')
    const report = reportSchema.parse(
      JSON.parse(artifactFile(artifacts.entries(artifact.name), 'report.json')),
    )
    heading('3. What it found')
    say(terminalFindings(report, { width: process.stdout.columns ?? 110, color: COLOUR }))
    const kept = await keepReport(job.temp, job.post?.stdout ?? '', job.summary)
    await job.cleanUp()
    heading('4. Where it is')
    say(`   report    ${kept}`)
    say(`   summary   ${join(kept, 'summary.md')}`)
    say(`   artifact  ${artifact.name} (${artifact.bytes.length} bytes, in the local artifact service)`)
    if (report.findings.length < 5)
      throw new Error(`Only ${report.findings.length} findings; the shop has seven faults.`)
  } finally {
    await artifacts.close()
    if (!process.argv.includes('--keep')) await kubernetes.deleteNamespace(namespace)
  }
}

/** The team's own test: deploys the shop and waits for it in vain. */
async function testTheShop(kubernetes: TestKubernetes): Promise<'success' | 'failure'> {
  say(
    `   $ kubectl apply -f shop.yaml && kubectl wait --for=condition=Ready pod --all --timeout=${PATIENCE_MS / 1000}s`,
  )
  await kubernetes.createNamespace(namespace)
  await kubernetes.create(readFileSync(join(import.meta.dirname, 'shop.yaml'), 'utf8'), namespace)
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    await sleep(1000)
    const pods = await kubernetes.pods(namespace)
    if (pods.length > 0 && pods.every(isReady)) return 'success'
  }
  const pods = await kubernetes.pods(namespace)
  say(`   timed out: ${pods.filter(isReady).length} of ${pods.length} pods are ready`)
  return 'failure'
}

function artifactFile(files: ReadonlyMap<string, Buffer>, path: string): string {
  const content = files.get(path)
  if (content === undefined) throw new Error(`The artifact has no ${path}.`)
  return content.toString('utf8')
}

/** The report's folder, copied out of the job's, which goes. */
async function keepReport(temp: string, log: string, summary: string): Promise<string> {
  const folder = /^Report: (.+)$/m.exec(log)?.[1] ?? temp
  const kept = await mkdtemp(join(tmpdir(), 'ephemeral-debug-demo-'))
  await cp(folder, kept, { recursive: true })
  await writeFile(join(kept, 'summary.md'), summary)
  return kept
}

try {
  await demo(process.argv.includes('--keep'))
} catch (error) {
  process.stderr.write(
    `The demo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exitCode = 1
}
