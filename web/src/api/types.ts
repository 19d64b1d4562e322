/** The nouns of the API, as the web app uses them. */

export type Role = "student" | "teacher" | "school_admin" | "district_admin" | "city_admin" | "engineer";

export interface DemoAccount {
  role: Role;
  organisation: string;
  number: string;
  password: string;
  label: string;
}

export interface Service {
  name: string;
  version: string;
  demo: boolean;
  demo_accounts: DemoAccount[];
  open_now: boolean;
  hours_text: string;
  hotline: string;
  answer_reveal: string;
}

export type PartState = "ready" | "warming" | "restarting" | "down";

export interface Part {
  name: string;
  state: PartState;
  detail: string;
}

export interface Readiness {
  ready: boolean;
  parts: Part[];
}

export interface Organisation {
  id: string;
  name: string;
  kind: "school" | "district" | "city";
  district_id: string | null;
  district_name: string | null;
}

export interface Me {
  id: string;
  role: Role;
  name: string;
  organisation: { id: string; name: string };
  grade: number | null;
  class_name: string | null;
  must_change_password: boolean;
  personalised: boolean;
  consent: boolean;
  csrf_token: string;
}

export interface Subject {
  code: string;
  name: string;
  levels: Record<string, string>;
}

export interface PointName {
  id: string;
  name: string;
}

export interface Point extends PointName {
  subject: string;
  stage: string;
  unit: string;
  grade: number;
}

export interface LinkedPoint extends PointName {
  confidence: number;
}

export interface Profile {
  subject: string | null;
  subject_confidence: number;
  stage: string | null;
  stage_confidence: number;
  knowledge_points: LinkedPoint[];
  ability: { code: string; confidence: number };
  difficulty: number;
  difficulty_confidence: number;
  intent: { name: string; sub: string; confidence: number };
}

export interface Region {
  index: number;
  text: string;
  confidence: number;
  box: number[];
}

export type QuestionState = "waiting" | "reading" | "read" | "failed";

export interface Question {
  id: string;
  created_at: string;
  source: "text" | "photo";
  state: QuestionState;
  place_in_queue: number | null;
  problem: { code: string; message: string } | null;
  text: string;
  ocr_confidence: number | null;
  rotation: number;
  regions: Region[];
  region: number | null;
  picture: { url: string; width: number; height: number } | null;
  ready_to_publish: boolean;
  profile: Profile | null;
}

export interface MicroCourseItem {
  id: string;
  title: string;
  reasons: string[];
  minutes: number;
  levels: string[];
  points: PointName[];
  has_video: boolean;
  poster_url: string | null;
  difficulty: number;
}

export interface AnswerItem {
  id: string;
  title: string;
  reasons: string[];
  question: string;
  points: PointName[];
  level: string;
  difficulty: number;
  near_duplicate: boolean;
}

export interface TeacherItem {
  id: string;
  name: string;
  reasons: string[];
  school: string;
  title: string;
  style: string[];
  rating: number | null;
  rating_count: number;
  hours_text: string;
  free_now: boolean;
}

export type NoticeKind = "out_of_scope" | "distress" | "study_method" | "unsure";

export interface Notice {
  kind: NoticeKind;
  message: string;
  contact: string | null;
  hotline: string | null;
}

export interface Recommendation {
  question_id: string;
  slate_id: string;
  profile: Profile;
  personalised: boolean;
  notice: Notice | null;
  micro_courses: MicroCourseItem[];
  answers: AnswerItem[];
  teachers: TeacherItem[];
}

export interface Queued {
  place_in_queue: number | null;
}

export interface ProfileChange {
  subject?: string;
  knowledge_points?: string[];
  ability?: string;
  difficulty?: number;
  intent?: string;
}

export type NoneFitsReason = "too_hard" | "too_easy" | "off_topic" | "already_seen" | "want_person" | "other";

export interface NewOutcome {
  kind: "opened" | "none_fits";
  item_id?: string;
  reason?: NoneFitsReason;
  note?: string;
}

export interface Media {
  video_url: string;
  poster_url: string | null;
  captions_url: string | null;
  seconds: number;
}

export type CourseFeedback = "too_easy" | "fits" | "too_hard";

export interface MicroCourse {
  id: string;
  title: string;
  body: string;
  minutes: number;
  levels: string[];
  points: PointName[];
  difficulty: number;
  by: { id: string; name: string };
  media: Media | null;
  feedback: CourseFeedback | null;
}

export interface AnswerView {
  id: string;
  question: string;
  points: PointName[];
  level: string;
  by: { id: string; name: string };
  stage: "idea" | "key_steps" | "solution";
  idea: string | null;
  key_steps: string[] | null;
  solution: string | null;
  final: string | null;
  hints_used: number;
  attempted: boolean;
  solution_needs: "attempt_or_hints" | "teacher" | "nothing";
}

export interface Teacher {
  id: string;
  name: string;
  school: string;
  title: string;
  stages: string[];
  points: PointName[];
  domains: string[];
  style: string[];
  hours: { weekday: number; from: string; to: string }[];
  rating: number | null;
  rating_count: number;
  introduction: string;
}

export interface Student {
  id: string;
  name: string;
  number: string;
  class_name: string | null;
  grade: number | null;
  must_change_password: boolean;
  locked: boolean;
}

export interface OutcomeRow {
  id: string;
  at: string;
  kind: string;
  list: string | null;
  item_id: string | null;
  slate_id: string;
  student: string;
  subject: string | null;
  reason: string | null;
}
