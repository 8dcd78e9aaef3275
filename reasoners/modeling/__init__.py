"""How a chat model is asked: settings, prompts, what the endpoint accepts, and strict reading."""
