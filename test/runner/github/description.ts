// GitHub's own description of its REST API (@octokit/openapi): says what is wrong with a request, and with an answer of a stand-in.
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { z } from 'zod'
import type { RecordedRequest } from '../github.ts'

const file = new URL('../../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url)

const json = z.record(z.string(), z.unknown())
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: json,
})
type Parameter = z.infer<typeof parameterSchema>
const contentSchema = z.looseObject({
  content: z.record(z.string(), z.looseObject({ schema: json })).optional(),
})
const operationSchema = z.looseObject({
  operationId: z.string(),
  parameters: z.array(json).default([]),
  requestBody: contentSchema.optional(),
  responses: z.record(z.string(), json),
})
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({
    schemas: json,
    parameters: json,
    responses: json,
    examples: z.record(z.string(), z.looseObject({ value: z.unknown() })),
  }),
})

export interface Operation {
  readonly id: string
  readonly path: string
  /** The values in the path, by name. */
  readonly values: Readonly<Record<string, string>>
  readonly description: z.infer<typeof operationSchema>
}

export interface Description {
  /** Null where GitHub has no such path and method. */
  operation(method: string, pathname: string): Operation | null
  requestFaults(operation: Operation, request: RecordedRequest, url: URL): readonly string[]
  answerFaults(operation: Operation, status: number, body: unknown): readonly string[]
  /** GitHub's own example of an answer, by its name. */
  example(name: string): unknown
}

let loaded: Description | null = null

/** Reads the 13 MB once. */
export function gitHubDescription(): Description {
  loaded ??= load()
  return loaded
}

function load(): Description {
  const document = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const { paths, components } = document
  const templates = Object.keys(paths).map(path => ({ path, pattern: patternOf(path) }))
  const compiler = createCompiler(components.schemas)

  /** What stands behind `#/components/<kind>/<name>`. */
  const resolved = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(String(value['$ref'] ?? '')) ?? []
    return kind === '' ? value : json.parse(json.parse(json.parse(components)[kind])[name])
  }
  const parameters = (operation: Operation): readonly Parameter[] =>
    operation.description.parameters.map(one => parameterSchema.parse(resolved(one)))

  return {
    operation(method, pathname) {
      const fitting = templates.filter(
        ({ path, pattern }) => pattern.test(pathname) && paths[path]?.[method.toLowerCase()] !== undefined,
      )
      const [best] = fitting.toSorted((a, b) => placeholders(a.path) - placeholders(b.path))
      if (best === undefined) return null
      const description = operationSchema.parse(paths[best.path]?.[method.toLowerCase()])
      const values = best.pattern.exec(pathname)?.groups ?? {}
      return { id: description.operationId, path: best.path, values, description }
    },
    requestFaults(operation, request, url) {
      const known = parameters(operation)
      return [
        ...valueFaults('path', operation.values, known, compiler),
        ...valueFaults('query', Object.fromEntries(url.searchParams), known, compiler),
        ...bodyFaults(operation, request, compiler),
        ...headerFaults(request),
      ]
    },
    answerFaults(operation, status, body) {
      const described = operation.description.responses[String(status)]
      if (described === undefined) return status >= 400 ? [] : [`${operation.id} never answers ${status}`]
      const { content } = contentSchema.parse(resolved(described))
      const schema = content?.['application/json']?.schema
      if (schema === undefined) return body === undefined ? [] : [`${operation.id} ${status} has no body`]
      return compiler.faults(schema, body).map(fault => `${operation.id} ${status}: answer${fault}`)
    },
    example: name => structuredClone(components.examples[name]?.value),
  }
}

function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(
    `^${escaped.replace(/\{([\w-]+)\}/g, (_, name) => `(?<${String(name).replaceAll('-', '_')}>[^/]+)`)}$`,
  )
}

function placeholders(path: string): number {
  return path.split('{').length
}

function valueFaults(
  where: 'path' | 'query',
  values: Readonly<Record<string, string>>,
  known: readonly Parameter[],
  compiler: Compiler,
): readonly string[] {
  const own = known.filter(parameter => parameter.in === where)
  const missing = own
    .filter(({ name, required }) => required && !(name in values))
    .map(({ name }) => `${where}: ${name} is missing`)
  const wrong = Object.entries(values).flatMap(([name, value]) => {
    const parameter = own.find(one => one.name === name)
    if (parameter === undefined) return [`${where}: GitHub knows no ${name}`]
    const number = parameter.schema['type'] === 'integer' ? Number(value) : value
    return compiler.faults(parameter.schema, number).map(fault => `${where}: ${name}${fault}`)
  })
  return [...missing, ...wrong]
}

function bodyFaults(operation: Operation, { body }: RecordedRequest, compiler: Compiler): readonly string[] {
  const schema = operation.description.requestBody?.content?.['application/json']?.schema
  if (schema === undefined) return body === '' ? [] : ['body: GitHub expects none']
  const properties = Object.keys(json.safeParse(schema['properties']).data ?? {})
  const unknown = Object.keys(json.safeParse(body).data ?? {}).filter(name => !properties.includes(name))
  return [
    ...compiler.faults(schema, body).map(fault => `body${fault}`),
    ...unknown.map(name => `body: GitHub knows no ${name}`),
  ]
}

/** What GitHub demands of every request, beside the description. */
function headerFaults({ headers }: RecordedRequest): readonly string[] {
  const faults: string[] = []
  if (!headers['user-agent']) faults.push('header: there is no user-agent')
  if (!/^(?:token|bearer) \S+$/i.test(headers['authorization'] ?? '')) faults.push('header: no authorization')
  if (!headers['accept']?.includes('application/vnd.github')) faults.push('header: accept names no version')
  return faults
}

interface Compiler {
  /** Sentences on what in `value` is not as `schema` says. */
  faults(schema: Readonly<Record<string, unknown>>, value: unknown): readonly string[]
}

/** OpenAPI 3.0 is not quite JSON Schema: `nullable` becomes a type, and what it refers to is compiled when it is needed. */
function createCompiler(schemas: Readonly<Record<string, unknown>>): Compiler {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false, validateFormats: true })
  addFormats.default(ajv)
  const compiled = new Map<string, ValidateFunction>()
  const added = new Set<string>()

  function converted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(converted)
    const object = json.safeParse(value)
    if (!object.success) return value
    const { nullable, example, examples, ...rest } = object.data
    const target = rest['$ref']
    if (typeof target === 'string') return { $ref: reference(target) }
    const plain = Object.fromEntries(Object.entries(rest).map(([name, child]) => [name, converted(child)]))
    return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain
  }

  function reference(target: string): string {
    const name = target.replace('#/components/schemas/', '')
    if (!added.has(name)) {
      added.add(name)
      ajv.addSchema(json.parse(converted(schemas[name])), name)
    }
    return name
  }

  return {
    faults(schema, value) {
      const id = JSON.stringify(schema)
      const validate = compiled.get(id) ?? ajv.compile(json.parse(converted(schema)))
      compiled.set(id, validate)
      if (validate(value)) return []
      return (validate.errors ?? []).map(error => `${error.instancePath}: ${error.message}`)
    },
  }
}
