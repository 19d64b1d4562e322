/** Two teachers, one page: two leaning speech leaves that meet over an open book. */
interface Props {
  size: number;
}

export function Logo({ size }: Props) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden focusable="false">
      <rect width="64" height="64" rx="18" fill="#3450c9" />
      <circle cx="23.5" cy="20" r="7.5" fill="#ffffff" />
      <circle cx="42" cy="22" r="6" fill="#f3a53c" />
      <path d="M9 47c1-12 7-17 14.500-17 5 0 8.500 2.200 8.500 7v15c-5-4.500-14-6-23-5z" fill="#ffffff" />
      <path d="M55 47c-.8-10.500-6-15-13-15-5.500 0-10 2.500-10 8v12c5-4.500 14-6 23-5z" fill="#f3a53c" />
    </svg>
  );
}
