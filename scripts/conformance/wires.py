"""The vendors' clients, made alike: each asks one question and says what its types hold."""

from dataclasses import dataclass

KEY = "rehearsal"
SECONDS = 20


@dataclass
class Said:
    text: str
    stop: str
    model: str
    input: int
    output: int
    total: int
    thought: str = None


class Half(Exception):
    """A reply that breaks off."""


class Wire:
    no_model, has_thought = None, True
    # Whether the client is to hold a reply against its schema, where it leaves that open.
    is_strict = False

    def is_half(self, error):
        """Whether `error` is about a JSON text that breaks off."""
        while error is not None:
            words = f"{type(error).__name__} {error}"
            if any(mark in words for mark in ("JSONDecodeError", "EOF while parsing", "Half")):
                return True
            error = error.__cause__ or error.__context__
        return False

    def status(self, error):
        return error.status_code

    def code(self, error):
        return None


class OpenAI(Wire):
    name, subject = "openai, chat", "sim-faker"
    stops = {"ended": "stop", "blocked": "content_filter"}
    codes = {"key": None, "model": "model_not_found", "limit": "rate_limit_exceeded"}

    def __init__(self, base):
        import openai

        self.openai, self.base = openai, base + "/v1"
        self.any_status = openai.APIStatusError
        self.errors = {
            "key": openai.AuthenticationError, "model": openai.NotFoundError,
            "limit": openai.RateLimitError,
        }

    def client(self, key, retries):
        return self.openai.OpenAI(
            base_url=self.base, api_key=key, max_retries=retries, timeout=SECONDS,
            _strict_response_validation=self.is_strict,
        )

    def code(self, error):
        return error.code

    def ask(self, model, user, system=None, key=KEY, retries=0):
        messages = [{"role": "system", "content": system}] if system else []
        with self.client(key, retries) as client:
            reply = client.chat.completions.create(
                model=model, messages=messages + [{"role": "user", "content": user}]
            )
        choice, usage = reply.choices[0], reply.usage
        thought = (choice.message.model_extra or {}).get("reasoning_content")
        return Said(choice.message.content, choice.finish_reason, reply.model, usage.prompt_tokens,
                    usage.completion_tokens, usage.total_tokens, thought)


class Responses(OpenAI):
    name, subject = "openai, responses", "sim-drifter"
    stops = {"ended": "completed", "blocked": "content_filter"}

    def ask(self, model, user, system=None, key=KEY, retries=0):
        with self.client(key, retries) as client:
            reply = client.responses.create(
                model=model, input=user, **({"instructions": system} if system else {})
            )
        thoughts = [part.text for item in reply.output if item.type == "reasoning"
                    for part in item.summary]
        why = reply.incomplete_details and reply.incomplete_details.reason
        usage = reply.usage
        return Said(reply.output_text, why or reply.status, reply.model, usage.input_tokens,
                    usage.output_tokens, usage.total_tokens, "".join(thoughts))


class Anthropic(Wire):
    name, subject = "anthropic, messages", "sim-honest"
    stops = {"ended": "end_turn", "blocked": "refusal"}
    codes = {"key": "authentication_error", "model": "not_found_error", "limit": "rate_limit_error"}

    def __init__(self, base):
        import anthropic

        self.anthropic, self.base = anthropic, base
        self.any_status = anthropic.APIStatusError
        self.errors = {
            "key": anthropic.AuthenticationError, "model": anthropic.NotFoundError,
            "limit": anthropic.RateLimitError,
        }

    def code(self, error):
        return error.body["error"]["type"]

    def ask(self, model, user, system=None, key=KEY, retries=0):
        with self.anthropic.Anthropic(
            base_url=self.base, api_key=key, max_retries=retries, timeout=SECONDS,
            _strict_response_validation=self.is_strict,
        ) as client:
            reply = client.messages.create(
                model=model, max_tokens=100, messages=[{"role": "user", "content": user}],
                **({"system": system} if system else {}),
            )
        text = "".join(block.text for block in reply.content if block.type == "text")
        thought = "".join(block.thinking for block in reply.content if block.type == "thinking")
        usage = reply.usage
        return Said(text, reply.stop_reason, reply.model, usage.input_tokens, usage.output_tokens,
                    usage.input_tokens + usage.output_tokens, thought)
