// Times of day in the reader's own zone; without this script they are in the digest's.
for (const time of document.querySelectorAll("time.clock")) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.valueOf())) continue;
  time.title = time.textContent;
  const form = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short" };
  time.textContent = moment.toLocaleString("en-GB", form).replace("Sept", "Sep"); // as the server writes it
}
