// What GitHub would refuse (actionlint) and what would be unsafe (zizmor): our workflows, action.yml, every example in the pages.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { ensureTool, ensureZizmor } from '../cluster/index.ts'
import { run } from '../cluster/programs/processes.ts'
import { actionFolder } from '../support/action.ts'

const workflows = join('.github', 'workflows')
const complaintsSchema = z.array(z.object({ message: z.string(), filepath: z.string() }))
let actionlint = ''
const folders: string[] = []

beforeAll(async () => {
  actionlint = await ensureTool('actionlint')
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A repository that holds our action and these workflows only. */
function repository(files: Readonly<Record<string, string>>, actionYml = read('action.yml')): string {
  const folder = mkdtempSync(join(tmpdir(), 'workflows-'))
  folders.push(folder)
  mkdirSync(join(folder, '.git'))
  mkdirSync(join(folder, workflows), { recursive: true })
  cpSync(join(actionFolder, 'dist'), join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'action.yml'), actionYml)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, workflows, name), text)
  return folder
}

const read = (path: string): string => readFileSync(join(actionFolder, path), 'utf8')

/** What actionlint has to say; its helpers shellcheck and pyflakes are left out, as not every machine has them. */
async function complaints(folder: string): Promise<readonly string[]> {
  const options = ['-shellcheck=', '-pyflakes=', '-format', '{{json .}}']
  const { stdout, stderr } = await run(actionlint, options, { cwd: folder })
  expect(stderr).toBe('')
  return complaintsSchema.parse(JSON.parse(stdout)).map(({ filepath, message }) => `${filepath}: ${message}`)
}

const stepSchema = z.looseObject({ uses: z.string().optional() })
const jobSchema = z.looseObject({
  'timeout-minutes': z.number(),
  permissions: z.record(z.string(), z.string()),
  steps: z.array(stepSchema),
})
const workflowSchema = z.looseObject({ jobs: z.record(z.string(), jobSchema) })

describe('our workflows', () => {
  const files = Object.fromEntries(
    readdirSync(join(actionFolder, workflows)).map(name => [name, read(join(workflows, name))]),
  )

  test('and action.yml are as GitHub wants them', async () => {
    expect(await complaints(repository(files))).toEqual([])
  })

  test.each(Object.entries(files))(
    '%s pins what it uses and says what each job may do, and for how long',
    (_, text) => {
      for (const { steps } of Object.values(workflowSchema.parse(parse(text)).jobs)) {
        for (const { uses = './' } of steps) expect(uses).toMatch(/^\.\/|@[0-9a-f]{40}$/)
      }
    },
  )
})

/** What zizmor has against the files, without asking anybody: `audit: file`. */
async function dangers(...paths: readonly string[]): Promise<readonly string[]> {
  const options = ['--offline', '--no-progress', '--no-config', '--quiet', '--format', 'json-v1']
  const { stdout, stderr } = await run(await ensureZizmor(), [...options, ...paths], { cwd: actionFolder })
  const schema = z.array(z.object({ ident: z.string() }))
  return schema
    .parse(JSON.parse(stdout), { error: () => `zizmor said something else: ${stderr}` })
    .map(({ ident }) => ident)
}

describe('zizmor', () => {
  test('finds nothing in our workflows, in action.yml and in what updates the pins', async () => {
    expect(await dangers(workflows, 'action.yml', join('.github', 'dependabot.yml'))).toEqual([])
  })

  test('would find an input that becomes a script, and a token that stays behind', async () => {
    const script = `echo \${{ github.event.pull_request.title }}`
    const steps = [{ uses: 'actions/checkout@v4' }, { run: script }]
    const jobs = { e2e: { 'runs-on': 'ubuntu-latest', steps } }
    const folder = repository({ 'ci.yml': stringify({ on: 'pull_request', jobs }) })
    const found = await dangers(join(folder, workflows))
    for (const ident of ['template-injection', 'artipacked', 'unpinned-uses', 'excessive-permissions'])
      expect(found).toContain(ident)
  })
})

describe('the check itself', () => {
  const job = { 'runs-on': 'ubuntu-latest', steps: [{ uses: './', with: { tiemout: '3m' } }] }

  test('finds an unknown input, a file that is not there and a colour that GitHub has not', async () => {
    const broken = read('action.yml')
      .replace('color: red', 'color: crimson')
      .replace('post: dist/', 'post: gone/')
    const found = await complaints(
      repository({ 'ci.yml': stringify({ on: 'push', jobs: { e2e: job } }) }, broken),
    )
    expect(found).toEqual([
      expect.stringContaining('gone/index.js'),
      expect.stringContaining('crimson'),
      expect.stringContaining('tiemout'),
    ])
  })
})

describe('the examples in', () => {
  const pages = ['README.md', ...readdirSync(join(actionFolder, 'docs')).map(name => join('docs', name))]
  const examples = pages
    .filter(page => page.endsWith('.md'))
    .map(page => [page, stepsOf(read(page))] as const)
    .filter(([, lists]) => lists.length > 0)

  test('the README are found', () => {
    expect(examples.map(([page]) => page)).toContain('README.md')
  })

  test.each(examples)('%s are right', async (_, lists) => {
    const jobs = lists.map((steps, index) => [`example-${index}`, { 'runs-on': 'ubuntu-latest', steps }])
    const workflow = stringify({ on: 'push', jobs: Object.fromEntries(jobs) })
    expect(await complaints(repository({ 'examples.yml': workflow }))).toEqual([])
  })
})

/** The lists of steps in a page's blocks of YAML, with the action's public name made into the path of this one. */
function stepsOf(page: string): readonly unknown[] {
  const blocks = [...page.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map(([, yaml = '']) => yaml)
  const ours = blocks.filter(yaml => yaml.includes('ephemeral-debug-action@'))
  return ours.map(yaml =>
    z.array(stepSchema).parse(parse(yaml.replace(/org\/ephemeral-debug-action@\S+/g, './'))),
  )
}
