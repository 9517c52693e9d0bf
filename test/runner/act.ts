// Runs a workflow with nektos/act in host mode: a runner that we did not write, for the same action.yml.
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ensureTool } from '../cluster/programs/build.ts'
import { type ActEvent, type ActStep, readActEvent, summarize } from './act-events.ts'
import { type ArtifactService, jobBackendIds } from './artifacts.ts'
import { completeContext, machineEnvironment } from './context.ts'
import type { FakeGitHub } from './github.ts'
import { createLineSplitter } from './lines.ts'
import { readManifest } from './manifest.ts'
import { findNode } from './node-process.ts'
import { createRuntimeToken } from './runtime-token.ts'
import type { Annotation, Strings } from './types.ts'

export interface ActOptions {
  /**
   * The workflow, as YAML. The action is at `./`, after a step `uses: actions/checkout@v4` (which act does itself);
   * `runs-on` is `ubuntu-latest`.
   */
  readonly workflow: string
  /** The folder with action.yml; it and what its `main` and `post` name are copied into the repository. */
  readonly action: string
  /** Further files of the repository: path to text. */
  readonly files?: Strings
  readonly eventName?: string
  readonly payload?: object
  /** Given to every step; wins over what act sets itself. */
  readonly env?: Strings
  /** `GITHUB_TOKEN` is what `github.token` gives. */
  readonly secrets?: Strings
  /**
   * Our own artifact service. act's server refuses what @actions/artifact 6.2 sends (the field `mime_type`), so that one is never started.
   */
  readonly artifacts?: ArtifactService
  readonly github?: FakeGitHub
  /** HOME; by default an empty folder. */
  readonly home?: string
  /** act's own program; by default it is built once. */
  readonly program?: string
  /** Gets each line of the log as it comes. */
  readonly onLine?: (line: string) => void
}

export interface ActResult {
  /** 0 when all jobs succeeded. */
  readonly exitCode: number | null
  /** act's word for the (last) job: `success` or `failure`; null when no job was run. */
  readonly jobResult: string | null
  readonly steps: readonly ActStep[]
  /** The steps' summaries one after the other. */
  readonly summary: string
  readonly annotations: readonly Annotation[]
  /** What the steps printed and act said, masked, without line ends. */
  readonly lines: readonly string[]
  /** act's own complaints, such as a workflow that it can't read. */
  readonly stderr: string
}

/** Runs the workflow in a fresh repository. @throws Error when act can't be built or started; a failing job is a result */
export async function runAct(options: ActOptions): Promise<ActResult> {
  const directory = await mkdtemp(join(tmpdir(), 'act-'))
  try {
    const repository = join(directory, 'repository')
    const home = resolve(options.home ?? join(directory, 'home'))
    await mkdir(home, { recursive: true })
    const payload = join(directory, 'event.json')
    await writeFile(payload, JSON.stringify(options.payload ?? {}))
    await fillRepository(repository, options)
    const machine = actEnvironment(home, directory)
    await commit(repository, machine)
    const program = options.program ?? (await ensureTool('act'))
    const args = [options.eventName ?? 'push', '--eventpath', payload, ...stepArguments(options)]
    return await run(program, args, repository, machine, options.onLine)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function fillRepository(repository: string, options: ActOptions): Promise<void> {
  const { runs } = await readManifest(options.action)
  const names = new Set(['action.yml', firstPart(runs.main), firstPart(runs.post ?? runs.main)])
  for (const name of names) {
    await cp(join(options.action, name), join(repository, name), { recursive: true })
  }
  const files = { ...options.files, '.github/workflows/ci.yml': options.workflow }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true })
    await writeFile(join(repository, path), text)
  }
}

/** `dist/index.js` needs the whole of `dist`. */
function firstPart(path: string): string {
  return path.split('/').find(part => part !== '.') ?? path
}

/** act runs actions with the first `node` on PATH, so that has to be Node 24. */
function actEnvironment(home: string, directory: string): Record<string, string> {
  const machine = machineEnvironment(home)
  const path = [dirname(findNode()), machine['PATH'] ?? '/usr/bin:/bin'].join(':')
  return { ...machine, PATH: path, XDG_CACHE_HOME: join(directory, 'cache') }
}

/** act asks git for the ref, the commit and the remote. */
async function commit(repository: string, env: Strings): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false']
  const commands = [
    ['init', '--quiet', '--initial-branch=main'],
    ['remote', 'add', 'origin', 'https://github.com/octo-org/shop'],
    ['add', '--all', '--force'],
    [...identity, 'commit', '--quiet', '--message', 'A repository for act'],
  ]
  for (const args of commands) {
    const child = spawn('git', args, { cwd: repository, env, stdio: ['ignore', 'ignore', 'pipe'] })
    const { exitCode, stderr } = await waitFor(child)
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`)
  }
}

function stepArguments({ env, secrets, artifacts, github }: ActOptions): string[] {
  const services: Record<string, string> = {}
  if (artifacts !== undefined) {
    services['ACTIONS_RESULTS_URL'] = `${artifacts.url}/`
    services['ACTIONS_RUNTIME_TOKEN'] = createRuntimeToken(jobBackendIds(completeContext({})))
  }
  if (github !== undefined) {
    services['GITHUB_API_URL'] = github.url
    services['GITHUB_GRAPHQL_URL'] = `${github.url}/graphql`
  }
  const pairs = (flag: string, values: Strings) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
  return [
    ...['--platform', 'ubuntu-latest=-self-hosted', '--json', '--no-cache-server'],
    ...pairs('--env', { ...services, ...env }),
    ...pairs('--secret', secrets ?? {}),
  ]
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Strings,
  onLine: (line: string) => void = () => undefined,
): Promise<ActResult> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const events: ActEvent[] = []
  const splitter = createLineSplitter(line => {
    const event = readActEvent(line)
    events.push(event)
    for (const text of event.msg.split('\n')) if (text !== '') onLine(text)
  })
  child.stdout.on('data', (bytes: Buffer) => splitter.write(bytes))
  const { exitCode, stderr } = await waitFor(child)
  splitter.end()
  return { exitCode, stderr, ...summarize(events) }
}

function waitFor(child: ChildProcess): Promise<{ exitCode: number | null; stderr: string }> {
  return new Promise((done, fail) => {
    let stderr = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      stderr += bytes.toString('utf8')
    })
    child.once('error', fail)
    child.once('close', exitCode => done({ exitCode, stderr }))
  })
}
