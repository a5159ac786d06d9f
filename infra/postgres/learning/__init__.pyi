from .quiz_attempts import QuizAttemptRepository as QuizAttemptRepository
from .quizzes import QuizRepository as QuizRepository
from .records import Attempt as Attempt
from .records import Quiz as Quiz
from .records import QuizEntry as QuizEntry
