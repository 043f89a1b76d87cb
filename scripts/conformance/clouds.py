"""The clients of Google, Mistral and AWS, made alike as in wires.py."""

import json

from wires import KEY, SECONDS, Half, Said, Wire


class Gemini(Wire):
    name, subject = "google-genai, generateContent", "sim-aa"
    stops = {"ended": "STOP", "blocked": "SAFETY"}
    codes = {"key": "UNAUTHENTICATED", "model": "NOT_FOUND", "limit": "RESOURCE_EXHAUSTED"}

    def __init__(self, base):
        from google import genai

        self.genai, self.base = genai, base
        self.any_status = genai.errors.APIError
        self.errors = dict.fromkeys(("key", "model", "limit"), genai.errors.ClientError)

    def status(self, error):
        return error.code

    def code(self, error):
        return error.status

    def ask(self, model, user, system=None, key=KEY, retries=0):
        types = self.genai.types
        options = types.HttpOptions(
            base_url=self.base, timeout=SECONDS * 1000,
            retry_options=types.HttpRetryOptions(attempts=retries + 1, initial_delay=0.1),
        )
        config = types.GenerateContentConfig(system_instruction=system)
        client = self.genai.Client(api_key=key, http_options=options)
        reply = client.models.generate_content(model=model, contents=user, config=config)
        usage, feedback = reply.usage_metadata, reply.prompt_feedback
        if feedback and feedback.block_reason:
            return Said("", feedback.block_reason.value, reply.model_version, 0, 0, 0)
        parts = reply.candidates[0].content.parts
        thought = "".join(part.text for part in parts if part.thought)
        output = usage.candidates_token_count + (usage.thoughts_token_count or 0)
        return Said(reply.text, reply.candidates[0].finish_reason.value, reply.model_version,
                    usage.prompt_token_count, output, usage.total_token_count, thought)


class Mistral(Wire):
    # Its format has no place for the thought that other chat servers add.
    name, subject, has_thought = "mistralai, chat", "sim-faker", False
    stops = {"ended": "stop", "blocked": "content_filter"}
    codes = {"key": None, "model": "model_not_found", "limit": "rate_limit_exceeded"}

    def __init__(self, base):
        from mistralai.client import Mistral, errors, utils

        self.make, self.utils, self.base = Mistral, utils, base
        self.any_status = errors.SDKError
        self.errors = dict.fromkeys(("key", "model", "limit"), errors.SDKError)

    def code(self, error):
        return json.loads(error.body)["error"]["code"]

    def ask(self, model, user, system=None, key=KEY, retries=0):
        backoff = self.utils.BackoffStrategy(100, 1000, 2, 10_000)
        again = self.utils.RetryConfig("backoff", backoff, False) if retries else None
        messages = [{"role": "system", "content": system}] if system else []
        with self.make(api_key=key, server_url=self.base, timeout_ms=SECONDS * 1000) as client:
            reply = client.chat.complete(
                model=model, messages=messages + [{"role": "user", "content": user}], retries=again
            )
        choice, usage = reply.choices[0], reply.usage
        return Said(choice.message.content, choice.finish_reason, reply.model, usage.prompt_tokens,
                    usage.completion_tokens, usage.total_tokens)


class Bedrock(Wire):
    name, subject = "boto3, converse", "sim-steady-faker"
    stops = {"ended": "end_turn", "blocked": "content_filtered"}
    codes = {"key": "UnrecognizedClientException", "model": "ResourceNotFoundException",
             "limit": "ThrottlingException"}

    def __init__(self, base):
        import boto3
        import botocore

        self.session, self.base = boto3.session.Session(), base
        self.config, self.any_status = botocore.config.Config, botocore.exceptions.ClientError
        made = self.client(KEY, 0).exceptions
        # A wrong key is no part of the service's model: the client has no class for it.
        self.errors = {"key": self.any_status, "model": made.ResourceNotFoundException,
                       "limit": made.ThrottlingException}

    def client(self, key, retries):
        again = {"total_max_attempts": retries + 1, "mode": "standard"}
        return self.session.client(
            "bedrock-runtime", region_name="eu-west-1", endpoint_url=self.base,
            aws_access_key_id="AKIDREHEARSAL", aws_secret_access_key=key,
            config=self.config(retries=again, read_timeout=SECONDS),
        )

    def status(self, error):
        return error.response["ResponseMetadata"]["HTTPStatusCode"]

    def code(self, error):
        return error.response["Error"]["Code"]

    def ask(self, model, user, system=None, key=KEY, retries=0):
        reply = self.client(key, retries).converse(
            modelId=model, messages=[{"role": "user", "content": [{"text": user}]}],
            **({"system": [{"text": system}]} if system else {}),
        )
        if "output" not in reply:
            # botocore takes half a JSON text for an empty reply and says nothing.
            raise Half(f"the members are {sorted(reply)}")
        content, usage = reply["output"]["message"]["content"], reply["usage"]
        text = "".join(part.get("text", "") for part in content)
        thought = "".join(part["reasoningContent"]["reasoningText"]["text"] for part in content
                          if "reasoningContent" in part)
        return Said(text, reply["stopReason"], None, usage["inputTokens"], usage["outputTokens"],
                    usage["totalTokens"], thought)
