// A repository's pull requests and comments, answered in the form of GitHub's own examples.
import { z } from 'zod'
import type { RecordedRequest } from '../github.ts'
import type { HttpResponse } from '../http-server.ts'
import type { Description, Operation } from './description.ts'

export interface CommentRecord {
  readonly id: number
  readonly pull: number
  readonly login: string
  body: string
  updatedAt: number
}

/** A job of the run that is asked for. */
export interface JobRecord {
  readonly name: string
  readonly status: 'in_progress' | 'completed'
  readonly runnerName: string
  readonly startedAt: string
  readonly steps: readonly {
    readonly name: string
    readonly conclusion: string | null
    readonly at: string
  }[]
}

export interface PullRecord {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly headSha: string
  readonly headRef: string
  /** `owner/name` of the repository that the branch lies in. */
  readonly headRepository: string
}

const bodySchema = z.object({ body: z.string() })
const object = z.record(z.string(), z.unknown())
const jobsSchema = z.looseObject({ jobs: z.array(object) })
const longestBody = 65_536

export class Repository {
  readonly comments: CommentRecord[] = []
  readonly pulls: PullRecord[] = []
  readonly jobs: JobRecord[] = []
  readonly locked = new Set<number>()
  readonly #name: string
  readonly #description: Description
  #lastId = 1_000_000_000

  constructor(name: string, description: Description) {
    this.#name = name
    this.#description = description
  }

  add(pull: number, login: string, body: string): CommentRecord {
    this.#lastId += 1
    const comment = { id: this.#lastId, pull, login, body, updatedAt: Date.now() }
    this.comments.push(comment)
    return comment
  }

  edit(id: number, body: string): void {
    const comment = this.comments.find(one => one.id === id)
    if (comment !== undefined) Object.assign(comment, { body, updatedAt: Date.now() })
  }

  remove(id: number): boolean {
    const at = this.comments.findIndex(one => one.id === id)
    if (at !== -1) this.comments.splice(at, 1)
    return at !== -1
  }

  answer(operation: Operation, request: RecordedRequest, url: URL, login: string): HttpResponse {
    const { owner = '', repo = '' } = operation.values
    if (`${owner}/${repo}` !== this.#name) return notFound
    const number = Number(operation.values['issue_number'])
    const id = Number(operation.values['comment_id'])
    const comment = this.comments.find(one => one.id === id)
    switch (operation.id) {
      case 'issues/list-comments':
        return this.#known(number) ? this.#list(number, url) : notFound
      case 'issues/create-comment':
        return this.#known(number) ? this.#create(number, login, request) : notFound
      case 'issues/get-comment':
        return comment === undefined ? notFound : { status: 200, body: this.#asJson(comment) }
      case 'issues/update-comment':
        return comment === undefined ? notFound : this.#update(comment, request)
      case 'issues/delete-comment':
        return this.remove(id) ? { status: 204 } : notFound
      case 'pulls/list':
        return this.#pulls(pull => pull.state === 'open' && headOf(pull) === url.searchParams.get('head'))
      case 'repos/list-pull-requests-associated-with-commit':
        return this.#pulls(pull => pull.headSha === operation.values['commit_sha'])
      case 'actions/list-jobs-for-workflow-run-attempt':
        return { status: 200, body: { total_count: this.jobs.length, jobs: this.jobs.map(this.#jobAsJson) } }
      default:
        return notFound
    }
  }

  #known(number: number): boolean {
    return this.pulls.some(pull => pull.number === number)
  }

  #list(number: number, url: URL): HttpResponse {
    const since = Date.parse(url.searchParams.get('since') ?? '1970-01-01T00:00:00Z')
    const all = this.comments.filter(({ pull, updatedAt }) => pull === number && updatedAt >= since)
    const size = Math.min(100, Number(url.searchParams.get('per_page') ?? '30'))
    const page = Number(url.searchParams.get('page') ?? '1')
    const last = Math.max(1, Math.ceil(all.length / size))
    const linked = (to: number, rel: string): string => {
      const target = new URL(url)
      target.searchParams.set('page', String(to))
      return `<${target.href}>; rel="${rel}"`
    }
    const link = page < last ? [linked(page + 1, 'next'), linked(last, 'last')] : []
    const body = all.slice((page - 1) * size, page * size).map(comment => this.#asJson(comment))
    return { status: 200, headers: link.length === 0 ? {} : { link: link.join(', ') }, body }
  }

  #create(number: number, login: string, request: RecordedRequest): HttpResponse {
    const { body } = bodySchema.parse(request.body)
    if (body.length > longestBody) return tooLong
    return { status: 201, body: this.#asJson(this.add(number, login, body)) }
  }

  #update(comment: CommentRecord, request: RecordedRequest): HttpResponse {
    const { body } = bodySchema.parse(request.body)
    if (body.length > longestBody) return tooLong
    this.edit(comment.id, body)
    return { status: 200, body: this.#asJson(comment) }
  }

  #asJson({ id, pull, login, body, updatedAt }: CommentRecord): object {
    const example = object.parse(this.#description.example('issue-comment'))
    const time = new Date(updatedAt).toISOString().replace(/\.\d+Z$/, 'Z')
    return {
      ...example,
      id,
      body,
      url: `https://api.github.com/repos/${this.#name}/issues/comments/${id}`,
      html_url: `https://github.com/${this.#name}/pull/${pull}#issuecomment-${id}`,
      issue_url: `https://api.github.com/repos/${this.#name}/issues/${pull}`,
      user: { ...object.parse(example['user']), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' },
      created_at: time,
      updated_at: time,
    }
  }

  readonly #jobAsJson = ({ name, status, runnerName, startedAt, steps }: JobRecord): object => {
    const [example] = jobsSchema.parse(this.#description.example('job-paginated')).jobs
    const done = status === 'completed'
    return {
      ...example,
      name,
      status,
      conclusion: done ? 'success' : null,
      created_at: startedAt,
      started_at: startedAt,
      completed_at: done ? startedAt : null,
      runner_name: runnerName,
      steps: steps.map(({ name: step, conclusion, at }, index) => ({
        name: step,
        number: index + 1,
        status: conclusion === null ? 'in_progress' : 'completed',
        conclusion,
        started_at: startedAt,
        completed_at: conclusion === null ? null : at,
      })),
    }
  }

  #pulls(fits: (pull: PullRecord) => boolean): HttpResponse {
    return { status: 200, body: this.pulls.filter(fits).map(pull => this.#pullAsJson(pull)) }
  }

  #pullAsJson(pull: PullRecord): object {
    const [example] = z.array(object).parse(this.#description.example('pull-request-simple-items'))
    const head = object.parse(example?.['head'])
    const repository = { ...object.parse(head['repo']), full_name: pull.headRepository }
    return {
      ...example,
      // GitHub's example of a team is older than its description of one.
      requested_teams: [],
      number: pull.number,
      state: pull.state,
      head: { ...head, sha: pull.headSha, ref: pull.headRef, label: headOf(pull), repo: repository },
    }
  }
}

/** As the query `head` names it. */
function headOf(pull: PullRecord): string {
  return `${pull.headRepository.split('/')[0]}:${pull.headRef}`
}

const notFound: HttpResponse = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
}
const tooLong: HttpResponse = {
  status: 422,
  body: {
    message: 'Validation Failed',
    documentation_url: 'https://docs.github.com/rest',
    errors: [{ resource: 'IssueComment', code: 'custom', field: 'body', message: 'body is too long' }],
  },
}
