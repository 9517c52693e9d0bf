import { expect, test, vi } from 'vitest'
import { expression, runThrowaway } from './throwaway.ts'

test('inputs come from the workflow, else from the defaults of action.yml', async () => {
  const { main } = await runThrowaway(
    {
      inputs: {
        name: { default: 'nobody' },
        'max-pods': { default: '5' },
        'two words': {},
        version: { default: '1.10' },
      },
      main: `core.setOutput('seen', JSON.stringify([core.getInput('name'), core.getInput('max-pods'),
        core.getInput('two words'), core.getInput('version'), process.env['INPUT_MAX-PODS']]))`,
    },
    { inputs: { NAME: 'somebody' } },
  )
  expect(JSON.parse(main.outputs['seen'] ?? '')).toEqual(['somebody', '5', '', '1.10', '5'])
})

test('defaults may ask for the job, the token, the event and the matrix; post gets them anew', async () => {
  const show = `console.log(['status', 'token', 'number', 'leg'].map(name => core.getInput(name)).join(' '))`
  const { main, post } = await runThrowaway(
    {
      inputs: {
        status: { default: expression('job.status') },
        token: { default: expression('github.token') },
        number: { default: `#${expression("github.event.pull_request.number || 'none'")}` },
        leg: { default: expression('matrix.kind') },
      },
      main: show,
      post: show,
    },
    {
      between: 'failure',
      token: 'ghs_abc',
      context: { payload: { pull_request: { number: 7 } }, matrix: { kind: 'arm' } },
    },
  )
  expect(main.stdout).toBe('success ghs_abc #7 arm\n')
  expect(post?.stdout).toBe('failure ghs_abc #7 arm\n')
  expect(main.maskedLog).toContain('success *** #7 arm')
})

test('an input that action.yml does not declare gives a warning and is still passed on', async () => {
  const { main } = await runThrowaway(
    { inputs: { name: {} }, main: `console.log(core.getInput('nmae'))` },
    { inputs: { nmae: 'typo' } },
  )
  expect(main.annotations).toMatchObject([
    { level: 'warning', message: "Unexpected input(s) 'nmae', valid inputs are ['name']" },
  ])
  expect(main.stdout).toBe('typo\n')
})

test('a deprecated input that is used gives its warning', async () => {
  const action = { inputs: { old: { deprecationMessage: 'use new' } }, main: '' }
  const used = await runThrowaway(action, { inputs: { old: 'x' } })
  expect(used.main.annotations.map(({ message }) => message)).toEqual([
    "Input 'old' has been deprecated with message: use new",
  ])
  const unused = await runThrowaway(action)
  expect(unused.main.annotations).toEqual([])
})

test('an expression beyond this runner is an error that names it', async () => {
  const job = runThrowaway({ inputs: { hash: { default: expression("hashFiles('x')") } }, main: '' })
  await expect(job).rejects.toThrow('hashfiles()')
})

test("the developer's environment stays out; the workflow's can't replace GitHub's", async () => {
  vi.stubEnv('KUBECONFIG', '/somewhere/config')
  vi.stubEnv('GITHUB_TOKEN', 'developer')
  const { main, workspace, temp } = await runThrowaway(
    { main: 'console.log(JSON.stringify(process.env))' },
    { env: { GITHUB_SHA: 'forged', GREETING: 'hello' } },
  )
  vi.unstubAllEnvs()
  const seen: unknown = JSON.parse(main.stdout)
  expect(seen).toMatchObject({
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    HOME: expect.stringContaining('job-'),
    GITHUB_SHA: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
    GREETING: 'hello',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
  })
  expect(seen).not.toHaveProperty('KUBECONFIG')
  expect(seen).not.toHaveProperty('GITHUB_TOKEN')
  expect(seen).not.toHaveProperty('ACTIONS_RUNTIME_TOKEN')
  expect(seen).not.toHaveProperty('HOME', process.env['HOME'])
})
