import { expect, onTestFinished, test } from 'vitest'
import { runAct, startArtifactService, startFakeGitHub } from '../../runner/index.ts'
import { expression, makeAction, packageFile, runThrowaway } from './throwaway.ts'

const workflow = (...steps: string[]) => `
on: [push, pull_request]
jobs:
  e2e:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${steps.map(step => `      - ${step}`).join('\n')}
`

const action = {
  inputs: { name: { default: 'nobody' }, 'job-status': { default: expression('job.status') } },
  main: `core.saveState('from', 'main'); core.setOutput('text', 'a\\nb'); await core.summary.addRaw('# Main\\n').write()
    console.log([process.version.split('.')[0], core.getInput('name'), core.getInput('job-status')].join(' '))
    core.setSecret('hunter2'); console.log('masked: hunter2'); core.warning('careful', { title: 'Look' })`,
  post: `console.log([core.getState('from'), core.getInput('job-status')].join(' '))
    await core.summary.addRaw('# Post\\n').write()`,
  postIf: 'failure() || cancelled()',
}

test('act and our runner agree on the same action in a job that fails later', async () => {
  const act = await runAct({
    action: await makeAction(action),
    workflow: workflow('uses: ./\n        id: debug\n        with: {name: somebody}', 'run: exit 1'),
  })
  const ours = await runThrowaway(action, { inputs: { name: 'somebody' }, between: 'failure' })
  const [main, post] = act.steps.filter(step => step.id === 'debug')
  expect(main?.lines).toContain('v24 somebody success')
  expect(post?.lines).toContain('main failure')
  expect(act.jobResult).toBe(ours.jobStatus)
  expect(act.summary).toBe(ours.summary)
  expect(main?.outputs).toEqual(ours.outputs)
  const significant = ({ level, message, title }: (typeof act.annotations)[number]) => ({
    level,
    message,
    title,
  })
  expect(act.annotations.map(significant)).toEqual(ours.main.annotations.map(significant))
  expect(main?.lines).toContain('masked: ***')
  expect(act.exitCode).toBe(1)
})

test('in a job that succeeds neither runs the post of a post-if for failures', async () => {
  const act = await runAct({ action: await makeAction(action), workflow: workflow('uses: ./') })
  const ours = await runThrowaway(action)
  expect(act).toMatchObject({ exitCode: 0, jobResult: 'success', summary: '# Main\n' })
  expect(act.steps.filter(({ stage }) => stage === 'Post').map(({ result }) => result)).not.toContain(
    'success',
  )
  expect(ours).toMatchObject({ jobStatus: 'success', post: null, summary: '# Main\n' })
})

test('under act the real clients reach our artifact service and our GitHub', async () => {
  const artifacts = await startArtifactService()
  const github = await startFakeGitHub()
  onTestFinished(async () => {
    await Promise.all([artifacts.close(), github.close()])
  })
  const folder = await makeAction({
    inputs: { token: { default: expression('github.token') } },
    main: `import { DefaultArtifactClient } from ${JSON.stringify(packageFile('@actions/artifact/lib/artifact.js'))}
      import { getOctokit, context } from ${JSON.stringify(packageFile('@actions/github/lib/github.js'))}
      await new DefaultArtifactClient().uploadArtifact('act', [process.cwd() + '/seed.txt'], process.cwd())
      const number = context.payload.pull_request.number
      await getOctokit(core.getInput('token')).rest.pulls.get({ ...context.repo, pull_number: number }).catch(() => 0)`,
  })
  const act = await runAct({
    action: folder,
    workflow: workflow('uses: ./'),
    files: { 'seed.txt': 'from the repository' },
    eventName: 'pull_request',
    payload: { pull_request: { number: 7 } },
    secrets: { GITHUB_TOKEN: 'ghs_act' },
    artifacts,
    github,
  })
  expect(act).toMatchObject({ exitCode: 0 })
  expect(artifacts.entries('act').get('seed.txt')?.toString()).toBe('from the repository')
  expect(github.requests).toMatchObject([
    { path: '/repos/octo-org/shop/pulls/7', headers: { authorization: 'token ghs_act' } },
  ])
})

test('a workflow that act cannot read is a result with its complaint', async () => {
  const act = await runAct({ action: await makeAction({ main: '' }), workflow: 'on: push\njobs: [1]' })
  expect(act.exitCode).toBe(1)
  expect(act.jobResult).toBeNull()
  expect(act.stderr).not.toBe('')
})
