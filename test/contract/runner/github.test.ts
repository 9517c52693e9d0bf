import { expect, onTestFinished, test } from 'vitest'
import { startFakeGitHub } from '../../runner/index.ts'
import { expression, packageFile, runThrowaway } from './throwaway.ts'

const octokit = `import { getOctokit, context } from ${JSON.stringify(packageFile('@actions/github/lib/github.js'))}
  const octokit = getOctokit(core.getInput('token'))\n`
const inputs = { token: { default: expression('github.token') } }

test('the real octokit talks to the fake GitHub, which records it', async () => {
  const github = await startFakeGitHub()
  onTestFinished(github.close)
  github.on('POST', '/repos/octo-org/shop/issues/*/comments', ({ path }) => ({
    status: 201,
    body: { id: 1, html_url: `https://github.com${path}#1` },
  }))
  const { outputs } = await runThrowaway(
    {
      inputs,
      main: `${octokit}
        const { data } = await octokit.rest.issues.createComment({ ...context.repo, issue_number: 7, body: 'hi' })
        core.setOutput('url', data.html_url)
        await octokit.rest.issues.get({ ...context.repo, issue_number: 8 }).catch(error => core.setOutput('status', error.status))`,
    },
    { github, token: 'ghs_x' },
  )
  expect(outputs).toEqual({
    url: 'https://github.com/repos/octo-org/shop/issues/7/comments#1',
    status: '404',
  })
  expect(github.requests).toMatchObject([
    { method: 'POST', path: '/repos/octo-org/shop/issues/7/comments', body: { body: 'hi' }, status: 201 },
    { method: 'GET', path: '/repos/octo-org/shop/issues/8', status: 404 },
  ])
  expect(github.requests[0]?.headers['authorization']).toBe('token ghs_x')
})

test('without a fake GitHub no request leaves the machine', async () => {
  const { outputs } = await runThrowaway({
    inputs,
    main: `${octokit}
      await octokit.rest.users.getAuthenticated().catch(error => core.setOutput('error', error.status + ' ' + error.request.url))`,
  })
  expect(outputs['error']).toMatch(/^404 http:\/\/127\.0\.0\.1:\d+\/user$/)
})
