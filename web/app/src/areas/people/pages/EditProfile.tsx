import { useQuery } from "@tanstack/preact-query";

import { useForm } from "../../../kernel/form";
import { href, navigate } from "../../../kernel/router";
import { standing } from "../../../kernel/session";
import { toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Pick } from "../../../ui/Controls";
import { Area, Field, Form, Pair } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { type Draft, draftOf, profileOf } from "../model/profile";
import { Pictures } from "../parts/Pictures";
import { Stations } from "../parts/Stations";
import { people } from "../people";
import { type Profile, requests } from "../requests";

const AUDIENCES = ["PUBLIC", "CONNECTIONS", "PRIVATE"] as const;

/** What the reader says of themselves, and who may see it. */
export default function EditProfilePage() {
  const world = useWorld();
  const { data, error, isPending, refetch } = useQuery(people(world).profile);
  const back = { href: href("/people/:id", { id: world.me.id }), label: t("people.own") };
  return (
    <Page title={t("profile.edit")} back={back}>
      {isPending && <Skeletons count={3} shape="row" />}
      {data === undefined && error !== null && (
        <Trouble title={t("profile.error")} error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          {world.may("uploads:create") && <Pictures />}
          <ProfileForm profile={data} />
        </>
      )}
    </Page>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const { me, refetches } = useWorld();
  const own = href("/people/:id", { id: me.id });
  const form = useForm<Draft>(draftOf(profile, me), async (draft) => {
    const name = { firstName: draft.firstName.trim(), lastName: draft.lastName.trim() };
    // The name first: where it is refused, nothing else has changed.
    await requests.saveMe({ ...name, bio: draft.bio.trim() || null });
    await requests.saveProfile(profileOf(draft));
    toast(t("profile.saved"));
    refetches.request(["people"]);
    await navigate(own);
    // Who one is stands all over the app: it is asked for anew.
    if (draft.firstName !== me.firstName || draft.lastName !== me.lastName || (draft.bio || null) !== me.bio) {
      standing.value = "unknown";
    }
  });
  const audiences = AUDIENCES.map((value) => ({ value, label: t(`profile.audience.${value}`) }));
  const { values, set } = form;
  return (
    <Form form={form}>
      <Card aria-label={t("profile.name")}>
        <Pair>
          <Field form={form} name="firstName" label={t("profile.firstName")} autocomplete="given-name" maxLength={60} required />
          <Field form={form} name="lastName" label={t("profile.lastName")} autocomplete="family-name" maxLength={60} required />
        </Pair>
        <Area label={t("profile.bio")} placeholder={t("profile.bio")} value={values.bio} onText={(bio) => set("bio", bio)} maxLength={500} error={form.errorOf("bio")} />
        <Pair>
          <Field form={form} name="pronouns" label={t("profile.pronouns")} maxLength={40} />
          <Field form={form} name="dateOfBirth" label={t("profile.dateOfBirth")} hint={t("profile.dateOfBirthHint")} type="date" />
        </Pair>
        <Field form={form} name="location" label={t("profile.location")} maxLength={120} />
      </Card>
      <Card aria-label={t("profile.links")}>
        <Field form={form} name="website" label={t("profile.website")} type="url" placeholder="https://" maxLength={500} />
        <Field form={form} name="linkedin" label={t("profile.linkedin")} type="url" placeholder="https://linkedin.com/in/…" maxLength={500} />
        <Field form={form} name="github" label={t("profile.github")} type="url" placeholder="https://github.com/…" maxLength={500} />
        <Field form={form} name="twitter" label={t("profile.twitter")} type="url" placeholder="https://x.com/…" maxLength={500} />
      </Card>
      <Card aria-label={t("profile.about")}>
        <Field form={form} name="skills" label={t("profile.skills")} hint={t("profile.commas")} />
        <Field form={form} name="interests" label={t("profile.interests")} hint={t("profile.commas")} />
        <Stations label={t("profile.education")} stations={values.education} onChange={(list) => set("education", list)} />
        <Stations label={t("profile.experience")} stations={values.experience} onChange={(list) => set("experience", list)} />
      </Card>
      <Card aria-label={t("profile.privacy")}>
        <Pick
          label={t("profile.profileVisibility")}
          hint={t("profile.profileVisibilityHint")}
          value={values.profileVisibility}
          options={audiences}
          onChoose={(value) => set("profileVisibility", value)}
        />
        <Pick
          label={t("profile.activityVisibility")}
          hint={t("profile.activityVisibilityHint")}
          value={values.activityVisibility}
          options={audiences}
          onChoose={(value) => set("activityVisibility", value)}
        />
      </Card>
      <Actions end>
        <ButtonLink href={own} kind="quiet">
          {t("profile.cancel")}
        </ButtonLink>
        <Button type="submit" kind="primary" aria-disabled={form.busy}>
          {t("profile.save")}
        </Button>
      </Actions>
    </Form>
  );
}
