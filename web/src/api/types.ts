/** The nouns of the API under the names the web app uses; all come from the generated schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type Me = Schemas["Me"];
export type Credentials = Schemas["Credentials"];
export type PasswordChange = Schemas["PasswordChange"];
export type Service = Schemas["ServiceView"];
export type DemoAccount = Schemas["DemoAccountView"];
export type Readiness = Schemas["Readiness"];
export type Part = Schemas["PartState"];
export type Organisation = Schemas["OrganisationView"];
export type Subject = Schemas["SubjectView"];
export type Point = Schemas["PointSuggestion"];
export type PointName = Schemas["PointName"];
export type PointDetail = Schemas["PointView"];
export type PointContent = Schemas["PointContent"];

export type Stage = Schemas["MapView"]["stage"];
export type MapView = Schemas["MapView"];
export type RouteView = Schemas["RouteView"];
export type RouteStep = Schemas["RouteStep"];
export type SchoolClass = Schemas["ClassView"];

/** The client's types read a box of four numbers as a list of numbers. */
export type Region = Omit<Schemas["RegionView"], "box"> & { box: number[] };
export type Question = Omit<Schemas["QuestionView"], "regions"> & { regions: Region[] };
export type Picture = Schemas["PictureView"];
export type TextCorrection = Schemas["TextCorrection"];
export type Profile = Schemas["QuestionProfile"];
export type ProfileEdit = Schemas["ProfileEdit"];
export type Intent = Schemas["IntentGuess"]["name"];

export type Recommendation = Schemas["RecommendationView"];
export type Queued = Schemas["Queued"];
export type Notice = Schemas["Notice"];
export type MicroCourseCard = Schemas["MicroCourseCard"];
export type AnswerCard = Schemas["AnswerCard"];
export type TeacherCard = Schemas["TeacherCard"];
export type OutcomeReport = Schemas["OutcomeReport"];
export type NoneFitsReason = NonNullable<OutcomeReport["reason"]>;

export type MicroCourse = Schemas["MicroCourseView"];
export type Media = Schemas["MediaView"];
export type CourseFeedback = NonNullable<MicroCourse["feedback"]>;
export type AnswerView = Schemas["AnswerView"];
export type Teacher = Schemas["TeacherView"];

export type Task = Schemas["Task"];
export type Assignment = Schemas["AssignmentView"];
export type NewAssignment = Schemas["NewAssignment"];

export type Student = Schemas["StudentRow"];
export type ConsentWord = Schemas["ConsentWord"];
export type OutcomeRow = Schemas["OutcomeRow"];
export type ProblemBody = Schemas["ProblemBody"];

export type MatchForm = Schemas["Form"];
export type MatchOptions = Schemas["Options"];
export type MatchOverview = Schemas["Overview"];
export type MatchCell = Schemas["MatchCell"];
export type Interval = Schemas["Interval"];
export type WaitBin = Schemas["WaitBin"];
export type InvitationCounts = Schemas["InvitationCounts"];
export type Supply = Schemas["Supply"];
export type SupplyCell = Schemas["SupplyCell"];
export type Flow = Schemas["Flow"];
export type FlowEdge = Schemas["FlowEdge"];
export type Fairness = Schemas["Fairness"];
export type ModelQuality = Schemas["ModelQuality"];
export type MatchRow = Schemas["MatchRow"];
export type MatchDetail = Schemas["MatchView"];
export type Definition = Schemas["Definition"];

export type Chat = Schemas["ChatView"];
export type ChatMessage = Schemas["MessageView"];
export type ChatCard = Schemas["Card"];
export type ChatReply = Schemas["Reply"];
export type NewChatMessage = Schemas["NewMessage"];
export type GenerationUse = Schemas["GenerationView"];

export type UnitTest = Schemas["UnitTestView"];
export type TestItem = Schemas["TestItemView"];

export type CareAlert = Schemas["CareAlertView"];

export type RoomView = Schemas["RoomView"];
export type RoomPicture = Schemas["RoomPicture"];
export type RoomVoice = Schemas["RoomVoice"];

export type HelpStanding = Schemas["HelpStanding"];
export type HelpRequest = Schemas["HelpRequestView"];
export type HelpWanted = Schemas["HelpWanted"];
export type Desk = Schemas["DeskView"];
export type Invitation = Schemas["OpenInvitation"];
export type DeclineReason = NonNullable<Schemas["Declining"]["reason"]>;

export type FeedbackView = Schemas["FeedbackView"];
export type RoomRow = Schemas["RoomRow"];
