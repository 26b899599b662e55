import pytest

pytest.register_assert_rewrite("tests.transcripts.vendors.cases")
