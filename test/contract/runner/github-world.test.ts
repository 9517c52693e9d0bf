// The fake GitHub itself: it must notice what GitHub would not take, or tests against it prove nothing.
import { expect, onTestFinished, test } from 'vitest'
import { gitHubDescription } from '../../runner/github/description.ts'
import { type GitHubWorld, startGitHubWorld } from '../../runner/github/world.ts'

const headers = {
  accept: 'application/vnd.github.v3+json',
  authorization: 'token ghs_x',
  'user-agent': 'test',
  'content-type': 'application/json',
}

async function world(): Promise<GitHubWorld> {
  const started = await startGitHubWorld()
  onTestFinished(started.close)
  const head = { headSha: 'a'.repeat(40), headRef: 'topic', headRepository: 'octo-org/shop' }
  started.pulls.push({ number: 12, state: 'open', ...head })
  return started
}

const comments = '/repos/octo-org/shop/issues/12/comments'

test.each([
  ['GET', comments, undefined, []],
  ['POST', comments, { body: 'hi' }, []],
  ['GET', `${comments}?per_page=100&page=2&since=2026-11-22T10:00:00Z`, undefined, []],
  ['GET', '/repos/octo-org/shop/pulls?state=open&head=octo-org:topic', undefined, []],
  ['GET', `/repos/octo-org/shop/commits/${'a'.repeat(40)}/pulls`, undefined, []],
  ['GET', '/repos/octo-org/shop/issue/12/comments', undefined, [/no such operation/]],
  ['PUT', comments, { body: 'hi' }, [/no such operation/]],
  ['GET', `${comments}?perpage=100`, undefined, [/query: GitHub knows no perpage/]],
  ['GET', `${comments}?page=two`, undefined, [/query: page.*integer/]],
  ['GET', `${comments}?since=yesterday`, undefined, [/query: since.*date-time/]],
  ['GET', '/repos/octo-org/shop/pulls?state=opened', undefined, [/query: state/]],
  ['GET', '/repos/octo-org/shop/issues/twelve/comments', undefined, [/path: issue_number/]],
  ['POST', comments, { text: 'hi' }, [/body.*required property 'body'/, /body: GitHub knows no text/]],
  ['POST', comments, { body: 7 }, [/body.*string/]],
] as const)('%s %s %j', async (method, path, body, complaints) => {
  const github = await world()
  const sent = method === 'GET' ? {} : { body: JSON.stringify(body) }
  await fetch(`${github.url}${path}`, { method, headers, ...sent })
  expect(github.complaints).toHaveLength(complaints.length)
  complaints.forEach((words, index) => {
    expect(github.complaints[index]).toMatch(words)
  })
})

test('an answer that GitHub would not give is noticed as well', () => {
  const description = gitHubDescription()
  const operation = description.operation('POST', comments)
  if (operation === null) throw new Error('GitHub no longer takes comments.')
  const right = description.example('issue-comment')
  expect(description.answerFaults(operation, 201, right)).toEqual([])
  expect(description.answerFaults(operation, 201, { id: 1 })).toEqual([expect.stringContaining('node_id')])
  expect(description.answerFaults(operation, 200, right)).toEqual([
    expect.stringContaining('never answers 200'),
  ])
})
