// A GitHub with a memory: pull requests and their comments. Every request must be one that GitHub describes, and so must our answers.
import { type FakeGitHub, type RecordedRequest, startFakeGitHub } from '../github.ts'
import type { Answer, HttpResponse } from '../http-server.ts'
import { type Description, gitHubDescription, type Operation } from './description.ts'
import { type CommentRecord, type JobRecord, type PullRecord, Repository } from './repository.ts'

/** What goes wrong with a request: it is answered so; `afterwards` means that it was done all the same. */
export interface Trouble {
  readonly answer: Answer
  readonly afterwards: boolean
}

export interface GitHubWorld {
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  /** For `JobOptions.github`. */
  readonly fake: FakeGitHub
  /** Whose token it is. */
  login: string
  /** What the token may do with comments. */
  permission: 'write' | 'read'
  readonly comments: readonly CommentRecord[]
  readonly pulls: PullRecord[]
  readonly jobs: JobRecord[]
  /** How long a request takes on its way there and on its way back. Milliseconds. */
  latency: () => number
  addComment(pull: number, login: string, body: string): CommentRecord
  edit(id: number, body: string): void
  remove(id: number): void
  lock(pull: number): void
  /** Asked for each request: what goes wrong with it, or null. */
  trouble: (request: RecordedRequest) => Trouble | null
  /** What was asked that GitHub does not describe, and what this fake answered that GitHub would not. Must be empty. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

export async function startGitHubWorld(name = 'octo-org/shop'): Promise<GitHubWorld> {
  const fake = await startFakeGitHub()
  const description = gitHubDescription()
  const repository = new Repository(name, description)
  const complaints: string[] = []
  const world: GitHubWorld = {
    url: fake.url,
    requests: fake.requests,
    fake,
    login: 'github-actions[bot]',
    permission: 'write',
    comments: repository.comments,
    pulls: repository.pulls,
    jobs: repository.jobs,
    latency: () => 0,
    addComment: (pull, login, body) => repository.add(pull, login, body),
    edit: (id, body) => repository.edit(id, body),
    remove: id => repository.remove(id),
    lock: pull => void repository.locked.add(pull),
    trouble: () => null,
    complaints,
    close: fake.close,
  }
  fake.use(async (request, url) => {
    await pause(world.latency())
    const answer = answerTo(request, url, world, repository, description, complaints)
    await pause(world.latency())
    return answer
  })
  return world
}

function answerTo(
  request: RecordedRequest,
  url: URL,
  world: GitHubWorld,
  repository: Repository,
  description: Description,
  complaints: string[],
): Answer {
  const where = `${request.method} ${request.path}`
  if (url.pathname === '/graphql') return graphql(request, world, complaints)
  const operation = description.operation(request.method, url.pathname)
  if (operation === null) {
    complaints.push(`${where}: GitHub has no such operation`)
    return refusal(404, 'Not Found')
  }
  const faults = description.requestFaults(operation, request, url)
  complaints.push(...faults.map(fault => `${where}: ${fault}`))
  const trouble = world.trouble(request)
  if (trouble !== null && !trouble.afterwards) return trouble.answer
  const answer =
    forbidden(request, world, repository) ?? repository.answer(operation, request, url, world.login)
  complaints.push(...answerFaults(description, operation, answer).map(fault => `${where}: ${fault}`))
  return trouble?.answer ?? answer
}

/** The one question in GraphQL: REST does not tell an App's token whose it is. */
function graphql(request: RecordedRequest, world: GitHubWorld, complaints: string[]): Answer {
  const { body } = request
  const right = JSON.stringify(body) === JSON.stringify({ query: 'query { viewer { login } }' })
  if (!right) complaints.push(`graphql: ${JSON.stringify(body)}`)
  return { status: 200, body: { data: { viewer: { login: world.login } } } }
}

function forbidden(
  { method, path }: RecordedRequest,
  world: GitHubWorld,
  repository: Repository,
): Answer | null {
  if (method === 'GET') return null
  if (world.permission === 'read') return refusal(403, 'Resource not accessible by integration')
  const [, number] = /\/issues\/(\d+)\/comments$/.exec(path) ?? []
  return repository.locked.has(Number(number))
    ? refusal(403, 'Unable to create comment because issue is locked.')
    : null
}

function answerFaults(description: Description, operation: Operation, answer: Answer): readonly string[] {
  return answer === 'reset' ? [] : description.answerFaults(operation, answer.status, answer.body)
}

export function refusal(
  status: number,
  message: string,
  headers: HttpResponse['headers'] = {},
): HttpResponse {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }
  return { status, headers, body }
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise(resolve => setTimeout(resolve, ms))
}
